// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;

import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Rules for packages: imports point downwards, and each depends on what its job needs.
 */
@AnalyzeClasses(packages = "dev.distributedlock", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule importsPointDownwards = layeredArchitecture().consideringOnlyDependenciesInLayers()
		.layer("autoconfigure")
		.definedBy("dev.distributedlock.autoconfigure")
		.layer("interceptor")
		.definedBy("dev.distributedlock.interceptor")
		.layer("transaction")
		.definedBy("dev.distributedlock.transaction")
		.layer("fencing")
		.definedBy("dev.distributedlock.fencing")
		.layer("stores")
		.definedBy("dev.distributedlock.store.*")
		.layer("engine")
		.definedBy("dev.distributedlock.engine")
		.layer("spi")
		.definedBy("dev.distributedlock.store")
		.layer("api")
		.definedBy("dev.distributedlock")
		.whereLayer("autoconfigure")
		.mayNotBeAccessedByAnyLayer()
		.whereLayer("interceptor")
		.mayOnlyBeAccessedByLayers("autoconfigure")
		.whereLayer("transaction")
		.mayOnlyBeAccessedByLayers("autoconfigure")
		.whereLayer("fencing")
		.mayOnlyBeAccessedByLayers("autoconfigure")
		.whereLayer("stores")
		.mayOnlyBeAccessedByLayers("fencing", "autoconfigure")
		.whereLayer("engine")
		.mayOnlyBeAccessedByLayers("interceptor", "transaction", "autoconfigure")
		.whereLayer("api")
		.mayOnlyBeAccessedByLayers("spi", "engine", "stores", "interceptor", "transaction", "fencing", "autoconfigure");

	@ArchTest
	static final ArchRule theApiNeedsNoInfrastructure = noClasses().that()
		.resideInAnyPackage("dev.distributedlock", "dev.distributedlock.store")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.boot..", "java.sql..", "javax.sql..", "org.springframework.jdbc..",
				"org.redisson..");

	@ArchTest
	static final ArchRule theEngineKnowsNoStore = noClasses().that()
		.resideInAnyPackage("dev.distributedlock.engine", "dev.distributedlock.interceptor")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.boot..", "java.sql..", "javax.sql..", "org.springframework.jdbc..");

	@ArchTest
	static final ArchRule storesKnowNoEngine = noClasses().that()
		.resideInAPackage("dev.distributedlock.store..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("dev.distributedlock.engine");

	/**
	 * They would join the application's transaction, or keep a connection until it ends.
	 */
	@ArchTest
	static final ArchRule lockSqlStaysOutOfTransactions = noClasses().that()
		.resideInAPackage("dev.distributedlock.store.jdbc")
		.should()
		.dependOnClassesThat()
		.haveNameMatching(
				"org\\.springframework\\.jdbc\\.(core\\.(JdbcTemplate|simple\\..*)|datasource\\.(DataSourceUtils|.*Manager))");

	/**
	 * Where the class is missing, Spring cannot read the annotations of the method, and
	 * warns.
	 */
	@ArchTest
	static final ArchRule onlyClassesDependOnTheClassPath = noMethods().should()
		.beAnnotatedWith(ConditionalOnClass.class);

	/**
	 * Spring Boot 4.0 has no such class.
	 */
	@ArchTest
	static final ArchRule failuresAreExplainedByOurselves = noClasses().should()
		.dependOnClassesThat()
		.haveFullyQualifiedName("org.springframework.boot.diagnostics.FailureAnalyzedException");

	/**
	 * A condition of Spring Boot and its annotation name each other.
	 */
	@ArchTest
	static final ArchRule noCycleBetweenTypesIsLeft = slices().assignedFrom(new TopLevelClasses())
		.should()
		.beFreeOfCycles()
		.ignoreDependency(nameMatching(".*ConditionalOnLockStore"), nameMatching(".*OnLockStoreCondition"));

	/**
	 * The floors of the engine, from the ground: its types know those of their own floor
	 * and of the floors below.
	 */
	private static final List<Set<String>> FLOORS = List.of(
			Set.of("EngineTime", "Moment", "SystemTime", "EngineThreads", "WorkThreads", "RunningWork", "Trampoline",
					"AcquisitionIds", "AcquisitionPlaces", "LockText", "ProcessOwner", "LateTypes", "LateWork"),
			Set.of("Lease", "LeaseOwner", "LeaseTerms", "LeaseDeadline", "RenewalSchedule", "LeaseHolds",
					"LeaseReference", "LossReason", "LossListeners", "Reentry", "BodyInterrupt", "LockTransactions"),
			Set.of("LeaseKeeper", "LeaseRenewer", "LeaseInTransaction", "TransactionLeases", "PendingReleases",
					"UnusedLockRemoval"),
			Set.of("PendingAcquisition", "WaitTimes", "WaitingLine", "WaitingPlace", "WaitingLines", "AsyncAcquisition",
					"LockAcquirer"),
			Set.of("DefaultLockRegistry", "LockRegistryOptions"),
			Set.of("LockScope", "AsyncScope", "AsyncLockScopes", "DefaultLockTemplate"));

	@ArchTest
	static final ArchRule theEngineHasFloors = classes().that()
		.resideInAPackage("dev.distributedlock.engine")
		.and()
		.doNotHaveSimpleName("package-info")
		.should(new ArchCondition<>("know no type of a floor above") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				int floor = floorOf(type);
				events.add(new SimpleConditionEvent(type, floor >= 0, type.getName() + " is on no floor"));
				type.getDirectDependenciesFromSelf()
					.stream()
					.filter((dependency) -> floorOf(dependency.getTargetClass()) > floor)
					.forEach((dependency) -> events
						.add(SimpleConditionEvent.violated(type, dependency.getDescription())));
			}

		});

	private static int floorOf(JavaClass type) {
		String name = TopLevelClasses.of(type);
		return name.startsWith("dev.distributedlock.engine.") ? IntStream.range(0, FLOORS.size())
			.filter((floor) -> FLOORS.get(floor).contains(name.substring(name.lastIndexOf('.') + 1)))
			.findFirst()
			.orElse(-1) : -1;
	}

	/**
	 * A class and those nested in it are one.
	 */
	private static final class TopLevelClasses implements SliceAssignment {

		static String of(JavaClass type) {
			String name = type.getBaseComponentType().getName();
			return name.contains("$") ? name.substring(0, name.indexOf('$')) : name;
		}

		@Override
		public SliceIdentifier getIdentifierOf(JavaClass type) {
			return SliceIdentifier.of(of(type));
		}

		@Override
		public String getDescription() {
			return "top-level classes";
		}

	}

}
