package dev.keelson.apiserver.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of the API server. */
@AnalyzeClasses(
    packages = "dev.keelson.apiserver",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String SERVER = "dev.keelson.apiserver.server.";

  @ArchTest
  static final ArchRule theModelKnowsNoServer =
      noClasses()
          .that()
          .resideInAPackage("dev.keelson.apiserver.model..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.keelson.apiserver.server..", "dev.keelson.mvcc..");

  @ArchTest
  static final ArchRule onlyTheSocketKnowsNetty =
      noClasses()
          .that()
          .resideOutsideOfPackage(SERVER + "http..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.netty..");

  @ArchTest
  static final ArchRule onlyStorageAndAssemblyKnowTheStore =
      noClasses()
          .that()
          .resideOutsideOfPackages(SERVER + "storage..", SERVER + "assembly..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.keelson.mvcc..");

  @ArchTest
  static final ArchRule theStoreIsMetThroughItsPort =
      noClasses()
          .that()
          .resideInAPackage("dev.keelson.apiserver..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.keelson.raftstore..",
              "dev.keelson.mvcc.engine..",
              "org.rocksdb..",
              "org.apache.ratis..",
              "io.grpc..");

  /** Rules of kinds are pure: they see objects, not the server. */
  @ArchTest
  static final ArchRule kindsAreDecidedWithoutTheServer =
      noClasses()
          .that()
          .resideInAPackage(SERVER + "kind..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              SERVER + "verb..",
              SERVER + "storage..",
              SERVER + "http..",
              SERVER + "assembly..",
              SERVER + "auth..");

  @ArchTest
  static final ArchRule onlyTheAssemblyKnowsEverything =
      classes()
          .that()
          .resideInAPackage(SERVER + "assembly..")
          .should()
          .onlyHaveDependentClassesThat()
          .resideInAPackage(SERVER + "assembly..");
}
