package dev.keelson.mvcc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of the house, as far as they leave this module. */
@AnalyzeClasses(packages = "dev.keelson.mvcc", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule the_heart_knows_no_wire_and_no_agreement =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.ratis..", "io.grpc..", "com.google.protobuf..", "io.netty..");

  @ArchTest
  static final ArchRule only_the_engine_knows_rocksdb =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.keelson.mvcc.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.rocksdb..");

  @ArchTest
  static final ArchRule nothing_points_upwards =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.keelson.raftstore..", "dev.keelson.launcher..");
}
