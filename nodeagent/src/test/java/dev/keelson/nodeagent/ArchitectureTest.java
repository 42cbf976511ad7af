package dev.keelson.nodeagent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.keelson.nodeagent", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule speaksThroughTheClientOnly =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.keelson.apiserver.server..",
              "dev.keelson.scheduler..",
              "dev.keelson.controllers..",
              "dev.keelson.mvcc..");

  @ArchTest
  static final ArchRule packagesHaveAnOrder =
      slices().matching("dev.keelson.nodeagent.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nettyIsInTheServerOnly =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.keelson.nodeagent.stream..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");

  /** What a pod or a program does is a function of what it is given. */
  @ArchTest
  static final ArchRule theCoreIsPure =
      classes()
          .that()
          .resideInAnyPackage(
              "dev.keelson.nodeagent.pod..",
              "dev.keelson.nodeagent.shell..",
              "dev.keelson.nodeagent.runtime..",
              "dev.keelson.nodeagent.spec..",
              "dev.keelson.nodeagent.net..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify..",
              "dev.keelson.apiserver.model..",
              "dev.keelson.nodeagent.pod..",
              "dev.keelson.nodeagent.shell..",
              "dev.keelson.nodeagent.runtime..",
              "dev.keelson.nodeagent.spec..",
              "dev.keelson.nodeagent.net..");

  @ArchTest
  static final ArchRule theCoreHasNoClock =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.keelson.nodeagent.pod..",
              "dev.keelson.nodeagent.shell..",
              "dev.keelson.nodeagent.runtime..")
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");
}
