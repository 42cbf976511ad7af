package dev.keelson.scheduler;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.keelson.scheduler",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  /** An outsider to the API server. */
  @ArchTest
  static final ArchRule SPEAKS_ONLY_THROUGH_THE_CLIENT =
      classes()
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "dev.keelson.scheduler..",
                  "dev.keelson.apiserver.client..",
                  "dev.keelson.apiserver.model..",
                  "org.slf4j..",
                  "org.jspecify..",
                  "java.."));

  /** Plugins see the contract and the views; what runs them is not theirs. */
  @ArchTest
  static final ArchRule PLUGINS_SEE_THE_CONTRACT =
      noClasses()
          .that()
          .resideInAnyPackage("dev.keelson.scheduler.plugins..", "dev.keelson.scheduler.preempt..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.keelson.scheduler",
              "dev.keelson.scheduler.queue..",
              "dev.keelson.scheduler.cycle..",
              "dev.keelson.scheduler.framework..",
              "dev.keelson.scheduler.watch..",
              "dev.keelson.scheduler.config..");

  @ArchTest
  static final ArchRule VIEWS_KNOW_NOTHING_ELSE =
      noClasses()
          .that()
          .resideInAPackage("dev.keelson.scheduler.view..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("dev.keelson.scheduler..")
                  .and(
                      com.tngtech.archunit.base.DescribedPredicate.not(
                          resideInAnyPackage("dev.keelson.scheduler.view.."))));

  /** Time is a parameter. */
  @ArchTest
  static final ArchRule NO_CLOCK_OF_ITS_OWN =
      noClasses()
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now");
}
