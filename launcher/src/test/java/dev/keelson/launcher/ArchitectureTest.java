package dev.keelson.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The launcher wires and speaks to people; what it wires it knows by its face only. */
@AnalyzeClasses(packages = "dev.keelson.launcher", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule it_knows_no_library_of_the_store =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.keelson.launcher.training..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.ratis..",
              "io.grpc..",
              "io.netty..",
              "org.rocksdb..",
              "com.google.protobuf..");

  @ArchTest
  static final ArchRule logging_knows_nobody =
      noClasses()
          .that()
          .resideInAPackage("dev.keelson.launcher.log..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.keelson.launcher.etcd..", "dev.keelson.raftstore..", "dev.keelson.mvcc..");
}
