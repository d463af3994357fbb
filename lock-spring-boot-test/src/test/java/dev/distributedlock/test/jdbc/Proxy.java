// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.util.Map;
import java.util.function.UnaryOperator;

import javax.sql.DataSource;

import com.p6spy.engine.spy.P6DataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/**
 * What applications put around a pool.
 */
enum Proxy {

	DELEGATING(DelegatingDataSource::new),

	LAZY(LazyConnectionDataSourceProxy::new),

	TRANSACTION_AWARE(TransactionAwareDataSourceProxy::new),

	P6SPY(P6DataSource::new),

	LAZY_P6SPY((target) -> new LazyConnectionDataSourceProxy(new P6DataSource(target))),

	ROUTING(Routing::new),

	LAZY_ROUTING((target) -> new LazyConnectionDataSourceProxy(new Routing(target)));

	private final UnaryOperator<DataSource> around;

	Proxy(UnaryOperator<DataSource> around) {
		this.around = around;
	}

	DataSource around(DataSource target) {
		return this.around.apply(target);
	}

	/**
	 * Whether the database depends on who asks.
	 */
	boolean isRouting() {
		return this == ROUTING || this == LAZY_ROUTING;
	}

	private static final class Routing extends AbstractRoutingDataSource {

		private Routing(DataSource target) {
			setTargetDataSources(Map.of("here", target));
			setDefaultTargetDataSource(target);
			afterPropertiesSet();
		}

		@Override
		protected Object determineCurrentLookupKey() {
			return "here";
		}

	}

}
