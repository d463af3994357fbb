// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.redisson;

import java.util.List;
import java.util.Queue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.redisson.client.NettyHook;
import org.redisson.client.RedisReconnectedException;
import org.redisson.client.handler.CommandsQueue;
import org.redisson.client.protocol.QueueCommandHolder;

/**
 * Fails requests as soon as their connection is lost. Redisson by itself waits for their
 * answers until the operation time-out is over, although none can come.
 * <p>
 * Clients that the auto-configuration makes for locks have this hook. Set it on a client
 * of your own with {@link org.redisson.config.Config#setNettyHook(NettyHook)}.
 *
 * @since 0.1.0
 */
public class LostConnectionHook implements NettyHook {

	private static final LostConnectionHandler HANDLER = new LostConnectionHandler();

	@Override
	public void afterBoostrapInitialization(Bootstrap bootstrap) {
	}

	@Override
	public void afterChannelInitialization(Channel channel) {
		channel.pipeline().addFirst(HANDLER);
	}

	/**
	 * Comes before Redisson's own handlers, which forget what is waiting for an answer.
	 */
	@Sharable
	private static final class LostConnectionHandler extends ChannelInboundHandlerAdapter {

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			Queue<QueueCommandHolder> queue = context.channel().attr(CommandsQueue.COMMANDS_QUEUE).get();
			List<QueueCommandHolder> unanswered = (queue != null) ? List.copyOf(queue) : List.of();
			context.fireChannelInactive();
			unanswered.stream()
				.map(QueueCommandHolder::getCommand)
				.filter((command) -> !command.isBlockingCommand())
				.forEach((command) -> command.tryFailure(new RedisReconnectedException(
						"The connection was lost before an answer came: " + context.channel().remoteAddress())));
		}

	}

}
