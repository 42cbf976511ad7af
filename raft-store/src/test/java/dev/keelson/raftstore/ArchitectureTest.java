package dev.keelson.raftstore;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of the house, as far as they leave this module. */
@AnalyzeClasses(packages = "dev.keelson.raftstore", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule only_consensus_knows_ratis =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.keelson.raftstore.consensus..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.ratis..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule only_the_wire_knows_grpc =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.keelson.raftstore.etcd..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.grpc..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule only_the_wire_and_http_know_netty =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.keelson.raftstore.etcd..", "dev.keelson.raftstore.http..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule rocksdb_stays_behind_the_engine =
      noClasses().should().dependOnClassesThat().resideInAPackage("org.rocksdb..");

  @ArchTest
  static final ArchRule nothing_points_upwards =
      noClasses().should().dependOnClassesThat().resideInAPackage("dev.keelson.launcher..");
}
