package dev.keelson.apiserver.server.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.admission.storage.PersistentVolumeClaimResize;
import dev.keelson.apiserver.server.admission.storage.StorageObjectInUseProtection;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmallStepsTest {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

  private static ApiObject mutated(AdmissionStep step, AdmissionRequest request) {
    return step.mutate(request, request.object().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "persistentvolumes, kubernetes.io/pv-protection",
    "persistentvolumeclaims, kubernetes.io/pvc-protection",
    "volumeattributesclasses.storage.k8s.io, kubernetes.io/vac-protection",
  })
  void newStorageIsProtected(String resource, String finalizer) {
    StorageObjectInUseProtection step = new StorageObjectInUseProtection();
    AdmissionRequest request = Asks.create(resource, "{'metadata':{'name':'x'}}");
    ApiObject once = mutated(step, request);
    assertThat(once.finalizers()).containsExactly(finalizer);
    assertThat(step.mutate(request, once)).isSameAs(once);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          Pending | growing | Only bound persistent volume claims can be expanded
          Bound | fixed | only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize
          Bound | | only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize
          Bound | growing |
          """)
  void claimsGrowWhereTheirClassAllowsIt(String phase, String name, String why) {
    FakeCluster cluster =
        new FakeCluster()
            .with("storageclasses", "{'metadata':{'name':'fixed'}}")
            .with("storageclasses", "{'metadata':{'name':'growing'},'allowVolumeExpansion':true}");
    PersistentVolumeClaimResize step = new PersistentVolumeClaimResize(cluster);
    String claim =
        "{'metadata':{'name':'c','namespace':'ns'},'spec':{'storageClassName':'"
            + (name == null ? "" : name)
            + "','resources':{'requests':{'storage':'%s'}}},'status':{'phase':'"
            + phase
            + "'}}";
    AdmissionRequest request =
        Asks.update("persistentvolumeclaims", claim.formatted("2Gi"), claim.formatted("1Gi"));
    if (why == null) {
      step.validate(request);
    } else {
      assertThatThrownBy(() -> step.validate(request))
          .hasMessage("persistentvolumeclaims \"c\" is forbidden: " + why);
    }
    step.validate(
        Asks.update("persistentvolumeclaims", claim.formatted("1024Mi"), claim.formatted("1Gi")));
  }

  @Test
  void ingressesGetTheYoungestDefaultClass() {
    String ofClass =
        "{'metadata':{'name':'%s','creationTimestamp':'%s',"
            + "'annotations':{'ingressclass.kubernetes.io/is-default-class':'%s'}}}";
    DefaultIngressClass step =
        new DefaultIngressClass(
            new FakeCluster()
                .with("ingressclasses", ofClass.formatted("old", "2025-01-01T00:00:00Z", "true"))
                .with("ingressclasses", ofClass.formatted("b", "2026-01-01T00:00:00Z", "true"))
                .with("ingressclasses", ofClass.formatted("a", "2026-01-01T00:00:00Z", "true"))
                .with("ingressclasses", ofClass.formatted("no", "2027-01-01T00:00:00Z", "false")));
    String place = "ingresses.networking.k8s.io";
    assertThat(mutated(step, Asks.create(place, "{}")).spec().text("ingressClassName"))
        .isEqualTo("a");
    for (String chosen :
        new String[] {
          "{'spec':{'ingressClassName':'x'}}",
          "{'metadata':{'annotations':{'kubernetes.io/ingress.class':'x'}}}"
        }) {
      assertThat(mutated(step, Asks.create(place, chosen))).isEqualTo(Asks.object(chosen));
    }
  }

  @Test
  void whenADeletionWasJustAskedForThenTheStoreSaysWhetherTheNamespaceGoes() {
    FakeCluster cluster = new FakeCluster().with("namespaces", "{'metadata':{'name':'ns'}}");
    cluster.later("{'metadata':{'name':'ns'},'status':{'phase':'Terminating'}}");
    NamespaceLifecycle step = new NamespaceLifecycle(cluster, now::get);
    AdmissionRequest create =
        Asks.create("configmaps", "{'metadata':{'name':'c','namespace':'ns'}}");
    mutated(step, create);
    step.validate(Asks.delete("namespaces", "{'metadata':{'name':'ns'}}"));
    assertThatThrownBy(() -> mutated(step, create))
        .hasMessage(
            "configmaps \"c\" is forbidden: unable to create new content in namespace ns because"
                + " it is being terminated");
    now.updateAndGet(then -> then.plus(RecentDeletions.LASTING));
    mutated(step, create);
  }

  @Test
  void someNamespacesStay() {
    NamespaceLifecycle step = new NamespaceLifecycle(new FakeCluster(), now::get);
    assertThatThrownBy(
            () -> step.validate(Asks.delete("namespaces", "{'metadata':{'name':'default'}}")))
        .hasMessage("namespaces \"default\" is forbidden: this namespace may not be deleted");
    assertThatThrownBy(
            () ->
                mutated(step, Asks.create("pods", "{'metadata':{'name':'p','namespace':'gone'}}")))
        .hasMessage("namespaces \"gone\" not found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'volumes':[{'secret':{'secretName':'own'}}],'imagePullSecrets':[{'name':'pull'}] |
          'volumes':[{'secret':{'secretName':'x'}}] | volume with secret.secretName="x" is not allowed because service account sa does not reference that secret
          'initContainers':[{'name':'i','env':[{'name':'E','valueFrom':{'secretKeyRef':{'name':'x'}}}]}] | init container i with envVar E referencing secret.secretName="x" is not allowed because service account sa does not reference that secret
          'containers':[{'name':'c','envFrom':[{'secretRef':{'name':'x'}}]}] | container c with envFrom referencing secret.secretName="x" is not allowed because service account sa does not reference that secret
          'imagePullSecrets':[{'name':'pull'},{'name':'x'}] | imagePullSecrets[1].name="x" is not allowed because service account sa does not reference that imagePullSecret
          """)
  void anAccountMayLimitSecretsToItsOwn(String spec, String why) {
    ServiceAccountStep step =
        new ServiceAccountStep(
            new FakeCluster()
                .with(
                    "serviceaccounts",
                    "{'metadata':{'name':'sa','namespace':'ns','annotations':"
                        + "{'kubernetes.io/enforce-mountable-secrets':'1'}},"
                        + "'secrets':[{'name':'own'}],'imagePullSecrets':[{'name':'pull'}]}"),
            () -> "abcde");
    AdmissionRequest request =
        Asks.create(
            "pods",
            "{'metadata':{'name':'p','namespace':'ns'},'spec':{'serviceAccountName':'sa',"
                + spec
                + "}}");
    if (why == null) {
      step.validate(request);
    } else {
      assertThatThrownBy(() -> step.validate(request))
          .hasMessage("pods \"p\" is forbidden: " + why);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'volumes':[{'hostPath':{}}] |
          'serviceAccountName':'x' | a mirror pod may not reference service accounts
          'containers':[{'env':[{'valueFrom':{'secretKeyRef':{'name':'x'}}}]}] | a mirror pod may not reference secrets
          'volumes':[{'projected':{'sources':[{'serviceAccountToken':{}}]}}] | a mirror pod may not use ServiceAccountToken volume projections
          """)
  void mirrorsReferToNothing(String spec, String why) {
    ServiceAccountStep step = new ServiceAccountStep(new FakeCluster(), () -> "abcde");
    AdmissionRequest request =
        Asks.create(
            "pods",
            "{'metadata':{'name':'p','annotations':{'kubernetes.io/config.mirror':''}},'spec':{"
                + spec
                + "}}");
    if (why == null) {
      step.validate(request);
    } else {
      assertThatThrownBy(() -> step.validate(request))
          .hasMessage("pods \"p\" is forbidden: " + why);
    }
  }
}
