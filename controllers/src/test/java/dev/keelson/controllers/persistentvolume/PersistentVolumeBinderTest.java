package dev.keelson.controllers.persistentvolume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.DeleteOptions;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.cluster.Bench;
import dev.keelson.controllers.protection.Protection;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PersistentVolumeBinderTest {
  private final Bench bench = Bench.open(Map.of());

  @AfterEach
  void end() {
    bench.close();
  }

  private void volume(String name, int gigabytes, String policy) {
    bench.create(
        "v1",
        "persistentvolumes",
        """
        apiVersion: v1
        kind: PersistentVolume
        metadata: {name: %s}
        spec:
          capacity: {storage: %dGi}
          accessModes: [ReadWriteOnce]
          persistentVolumeReclaimPolicy: %s
          hostPath: {path: /tmp/x}
        """
            .formatted(name, gigabytes, policy));
  }

  private void claim(String name, String more) {
    bench.create(
        "v1",
        "persistentvolumeclaims",
        """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: %s, namespace: default}
        spec:
          accessModes: [ReadWriteOnce]
          resources: {requests: {storage: 1Gi}}
          %s
        """
            .formatted(name, more));
  }

  private ApiObject volumeIs(String name, String phase) {
    bench.await(
        "v1", "persistentvolumes", "", name, each -> each.status().text("phase").equals(phase));
    return bench.get("v1", "persistentvolumes", "", name);
  }

  private ApiObject claimIs(String name, String phase) {
    bench.await(
        "v1",
        "persistentvolumeclaims",
        "default",
        name,
        each -> each.status().text("phase").equals(phase));
    return bench.get("v1", "persistentvolumeclaims", "default", name);
  }

  @Test
  void claimGetsTheSmallestVolumeAndGivesItBack() {
    bench.run(PersistentVolumeBinder.KIND, Protection.CLAIMS);
    volume("large", 5, "Retain");
    volume("small", 2, "Retain");
    volumeIs("large", "Available");
    volumeIs("small", "Available");
    claim("mine", "storageClassName: ''");
    ApiObject claim = claimIs("mine", "Bound");
    assertThat(claim.spec().text("volumeName")).isEqualTo("small");
    assertThat(claim.status().object("capacity").text("storage")).isEqualTo("2Gi");
    assertThat(claim.annotations())
        .containsEntry(ClaimView.BIND_COMPLETED, "yes")
        .containsEntry(ClaimView.BOUND_BY_CONTROLLER, "yes");
    ApiObject volume = volumeIs("small", "Bound");
    assertThat(volume.spec().object("claimRef").text("uid")).isEqualTo(claim.uid());

    bench
        .client()
        .resource("v1", "persistentvolumeclaims")
        .delete(new ObjectName("default", "mine"));
    volumeIs("small", "Released");
    assertThat(volumeIs("large", "Available").spec().isSet("claimRef")).isFalse();
  }

  @Test
  void claimThatWaitsIsBoundWhenAVolumeComes() {
    bench.run(PersistentVolumeBinder.KIND, Protection.CLAIMS);
    claim("mine", "storageClassName: ''");
    bench.stepUntil(
        "event",
        each ->
            each.hasEvent(
                "FailedBinding",
                "no persistent volumes available for this claim and no storage class is set"));
    volume("late", 1, "Delete");
    claimIs("mine", "Bound");
    bench
        .client()
        .resource("v1", "persistentvolumeclaims")
        .delete(new ObjectName("default", "mine"));
    assertThat(volumeIs("late", "Failed").status().text("message"))
        .contains("no deletable volume plugin matched");
  }

  @Test
  void claimWithoutAClassGetsTheUsualOneAndItsProvisionerIsAsked() {
    bench.create(
        "storage.k8s.io/v1",
        "storageclasses",
        """
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata:
          name: usual
          annotations: {storageclass.kubernetes.io/is-default-class: "true"}
        provisioner: example.com/disks
        """);
    bench.run(PersistentVolumeBinder.KIND);
    claim("mine", "");
    bench.await(
        "v1",
        "persistentvolumeclaims",
        "default",
        "mine",
        each ->
            each.annotations().getOrDefault(ClaimView.PROVISIONER, "").equals("example.com/disks"));
    assertThat(
            bench
                .get("v1", "persistentvolumeclaims", "default", "mine")
                .spec()
                .text("storageClassName"))
        .isEqualTo("usual");
  }

  @Test
  void claimOfAClassThatWaitsIsLeftAlone() {
    bench.create(
        "storage.k8s.io/v1",
        "storageclasses",
        """
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata: {name: local}
        provisioner: kubernetes.io/no-provisioner
        volumeBindingMode: WaitForFirstConsumer
        """);
    bench.run(PersistentVolumeBinder.KIND);
    claim("mine", "storageClassName: local");
    bench.stepUntil(
        "event",
        each ->
            each.hasEvent(
                "WaitForFirstConsumer", "waiting for first consumer to be created before binding"));
    assertThat(claimIs("mine", "Pending").spec().text("volumeName")).isEmpty();
  }

  @Test
  void claimInUseIsProtectedUntilItsPodIsGone() {
    bench.run(Protection.CLAIMS, Protection.VOLUMES);
    claim("used", "storageClassName: ''");
    bench.await(
        "v1",
        "persistentvolumeclaims",
        "default",
        "used",
        each -> each.finalizers().contains("kubernetes.io/pvc-protection"));
    bench.create(
        "v1",
        "pods",
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: user, namespace: default}
        spec:
          nodeName: somewhere
          terminationGracePeriodSeconds: 0
          containers: [{name: c, image: i}]
          volumes: [{name: v, persistentVolumeClaim: {claimName: used}}]
        """);
    var claims = bench.client().resource("v1", "persistentvolumeclaims");
    claims.delete(new ObjectName("default", "used"));
    assertThat(bench.get("v1", "persistentvolumeclaims", "default", "used").isBeingDeleted())
        .isTrue();
    bench
        .client()
        .resource("v1", "pods")
        .delete(new ObjectName("default", "user"), DeleteOptions.USUAL.withGrace(0));
    bench.awaitGone("v1", "persistentvolumeclaims", "default", "used");
  }
}
