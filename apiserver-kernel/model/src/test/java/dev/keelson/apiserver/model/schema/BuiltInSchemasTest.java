package dev.keelson.apiserver.model.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.schema.FieldType.Scalar;
import dev.keelson.apiserver.model.schema.Merging.ListType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BuiltInSchemasTest {
  private final BuiltInSchemas schemas = BuiltInSchemas.get();

  private TypeSchema kind(String apiVersion, String kind) {
    return schemas.kind(GroupVersionKind.of(apiVersion, kind)).orElseThrow();
  }

  private TypeSchema type(String name) {
    return schemas.type("io.k8s." + name).orElseThrow();
  }

  private static FieldSchema field(TypeSchema type, String name) {
    return type.field(name).orElseThrow();
  }

  private static List<String> names(TypeSchema type) {
    return type.fields().stream().map(FieldSchema::name).toList();
  }

  @Test
  void aKindStandsInTheOrderInWhichItIsWritten() {
    TypeSchema pod = kind("v1", "Pod");

    assertThat(pod.name()).isEqualTo("io.k8s.api.core.v1.Pod");
    assertThat(names(pod)).containsExactly("kind", "apiVersion", "metadata", "spec", "status");
    assertThat(names(type("api.core.v1.PodSpec")))
        .startsWith("volumes", "initContainers", "containers", "ephemeralContainers");
    assertThat(names(type("apimachinery.pkg.apis.meta.v1.OwnerReference")))
        .startsWith("apiVersion", "kind", "name", "uid");
  }

  @Test
  void messagesLeadFromOneToTheNext() {
    FieldType spec = field(kind("apps/v1", "Deployment"), "spec").type();

    assertThat(spec).isInstanceOf(FieldType.Message.class);
    TypeSchema deploymentSpec = ((FieldType.Message) spec).type().get();
    assertThat(deploymentSpec.name()).isEqualTo("io.k8s.api.apps.v1.DeploymentSpec");
    assertThat(deploymentSpec).isSameAs(type("api.apps.v1.DeploymentSpec"));
    assertThat(field(deploymentSpec, "selector").isRequired()).isTrue();
    assertThat(field(deploymentSpec, "selector").merging().isAtomic()).isTrue();
    assertThat(field(deploymentSpec, "strategy").merging().retainsKeys()).isTrue();
    assertThat(field(deploymentSpec, "replicas").type()).isEqualTo(Scalar.INT32);
    assertThat(field(deploymentSpec, "replicas").number()).isEqualTo(1);
  }

  @Test
  void listsSayHowTheyMerge() {
    Merging ports = field(type("api.core.v1.Container"), "ports").merging();
    assertThat(ports.listType()).isEqualTo(ListType.MAP);
    assertThat(ports.listMapKeys()).containsExactly("containerPort", "protocol");
    assertThat(ports.patchMergeKey()).isEqualTo("containerPort");
    assertThat(ports.mergesByStrategy()).isTrue();

    TypeSchema metadata = type("apimachinery.pkg.apis.meta.v1.ObjectMeta");
    assertThat(field(metadata, "finalizers").merging().listType()).isEqualTo(ListType.SET);
    assertThat(field(metadata, "finalizers").merging().mergesByStrategy()).isTrue();
    assertThat(field(metadata, "managedFields").merging().listType()).isEqualTo(ListType.ATOMIC);
    assertThat(field(kind("v1", "PodList"), "items").merging()).isEqualTo(Merging.NONE);
    assertThat(type("apimachinery.pkg.apis.meta.v1.OwnerReference").isAtomic()).isTrue();
  }

  @Test
  void whatGoEmbedsStandsAmongTheFieldsOfItsOwner() {
    TypeSchema volume = type("api.core.v1.Volume");
    assertThat(names(volume)).startsWith("name", "hostPath", "emptyDir").contains("configMap");
    assertThat(field(volume, "configMap").number()).isZero();
    assertThat(field(volume, "name").number()).isEqualTo(1);
    assertThat(names(type("api.core.v1.SecretKeySelector")))
        .containsExactly("name", "key", "optional");
    assertThat(names(type("api.core.v1.Probe"))).startsWith("exec", "httpGet", "tcpSocket", "grpc");
    assertThat(names(type("api.core.v1.EphemeralContainer"))).startsWith("name", "image");
  }

  @Test
  void leavesWithAFormOfTheirOwnAreNamed() {
    TypeSchema metadata = type("apimachinery.pkg.apis.meta.v1.ObjectMeta");
    assertThat(field(metadata, "creationTimestamp").type()).isEqualTo(Scalar.TIME);
    assertThat(field(type("api.coordination.v1.LeaseSpec"), "renewTime").type())
        .isEqualTo(Scalar.MICRO_TIME);
    assertThat(field(type("api.core.v1.ServicePort"), "targetPort").type())
        .isEqualTo(Scalar.INT_OR_STRING);
    assertThat(field(type("api.core.v1.ResourceRequirements"), "limits").type())
        .isEqualTo(new FieldType.MapOf(Scalar.QUANTITY));
    assertThat(field(type("api.authentication.v1.UserInfo"), "extra").type())
        .isEqualTo(new FieldType.MapOf(new FieldType.ListOf(Scalar.STRING)));
    assertThat(field(kind("v1", "Secret"), "data").type())
        .isEqualTo(new FieldType.MapOf(Scalar.BYTES));
    assertThat(names(type("apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps")))
        .contains("$ref", "$schema", "x-kubernetes-preserve-unknown-fields");
    assertThat(field(kind("v1", "List"), "items").type())
        .isEqualTo(new FieldType.ListOf(Scalar.RAW_EXTENSION));
  }

  @Test
  void defaultsAndEnumsAreThere() {
    FieldSchema protocol = field(type("api.core.v1.ContainerPort"), "protocol");
    assertThat(protocol.defaultValue()).contains(JsonString.of("TCP"));
    assertThat(protocol.enumValues()).containsExactly("SCTP", "TCP", "UDP");
  }

  @Test
  void optionsAreKindsOfEveryVersion() {
    TypeSchema options = kind("v1", "DeleteOptions");
    assertThat(options.name()).isEqualTo("io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions");
    assertThat(kind("apps/v1", "DeleteOptions")).isSameAs(options);
    assertThat(names(kind("rbac.authorization.k8s.io/v1", "PatchOptions")))
        .containsExactly(
            "kind", "apiVersion", "dryRun", "force", "fieldManager", "fieldValidation");
    assertThat(names(kind("v1", "Status")))
        .containsExactly(
            "kind", "apiVersion", "metadata", "status", "message", "reason", "details", "code");
    assertThat(names(kind("v1", "WatchEvent"))).containsExactly("type", "object");
    assertThat(schemas.kind(GroupVersionKind.of("v1", "PodTemplateSpec"))).isEmpty();
    assertThat(kind("policy/v1", "Eviction").field("deleteOptions")).isPresent();
    assertThat(kind("authentication.k8s.io/v1", "TokenRequest").field("spec")).isPresent();
    assertThat(names(kind("apiregistration.k8s.io/v1", "APIService"))).contains("spec", "status");
  }

  @Test
  void descriptionsAreReadWhenAskedFor() {
    TypeSchema pod = kind("v1", "Pod");
    assertThat(schemas.describe(pod)).startsWith("Pod is a collection of containers");
    TypeSchema volume = type("api.core.v1.Volume");
    assertThat(schemas.describe(volume, field(volume, "hostPath")))
        .startsWith("Represents a host path mapped into a pod.");
    TypeSchema probe = type("api.core.v1.Probe");
    assertThat(schemas.describe(probe, field(probe, "periodSeconds")))
        .startsWith("How often (in seconds) to perform the probe.");
  }

  @Test
  void everyTypeCanBeMade() {
    for (GroupVersionKind kind : schemas.kinds()) {
      walk(schemas.kind(kind).orElseThrow(), new HashSet<>());
    }
    assertThat(schemas.kinds()).hasSizeGreaterThan(300);
  }

  private void walk(TypeSchema type, Set<String> seen) {
    if (seen.add(type.name())) {
      type.fields().forEach(field -> walk(field.type(), seen));
    }
  }

  private void walk(FieldType type, Set<String> seen) {
    switch (type) {
      case FieldType.Message message -> walk(message.type().get(), seen);
      case FieldType.ListOf(FieldType element) -> walk(element, seen);
      case FieldType.MapOf(FieldType value) -> walk(value, seen);
      case Scalar _ -> {}
    }
  }
}
