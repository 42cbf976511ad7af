package dev.keelson.controllers;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of the house, as far as they leave this module or cross it. */
@AnalyzeClasses(packages = "dev.keelson.controllers", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule controllers_know_the_api_alone =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.keelson.apiserver.server..",
              "dev.keelson.mvcc..",
              "dev.keelson.raftstore..",
              "dev.keelson.scheduler..",
              "dev.keelson.nodeagent..",
              "dev.keelson.launcher..");

  /** Time comes from Timing, so that a test may step it; but for what forwards real bytes. */
  @ArchTest
  static final ArchRule nobody_asks_the_machine_what_time_it_is =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.keelson.controllers.cloud.loopback..")
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(Thread.class, "sleep", java.time.Duration.class);

  @ArchTest
  static final ArchRule what_controllers_share_knows_none_of_them =
      noClasses()
          .that()
          .resideInAnyPackage("dev.keelson.controllers.pod..", "dev.keelson.controllers.history..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.keelson.controllers.replication..",
              "dev.keelson.controllers.deployment..",
              "dev.keelson.controllers.statefulset..",
              "dev.keelson.controllers.daemonset..",
              "dev.keelson.controllers.workload..");
}
