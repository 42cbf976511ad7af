package dev.keelson.apiserver.server.admission;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The secrets that a pod may refer to where its service account limits them to its own.
 *
 * @param account its name
 */
record SecretReferences(String account, Set<String> secrets, Set<String> pullSecrets) {
  private static final List<String> WITH_REFERENCE =
      List.of("cephfs", "cinder", "flexVolume", "rbd", "scaleIO", "iscsi", "storageos");

  static SecretReferences allowedBy(ApiObject account) {
    return new SecretReferences(
        account.name(),
        names(account.tree(), "secrets"),
        names(account.tree(), "imagePullSecrets"));
  }

  private static Set<String> names(JsonObject tree, String list) {
    return tree.array(list).objects().map(each -> each.text("name")).collect(Collectors.toSet());
  }

  /** Mirrors of static pods may refer to nothing of an account. */
  static Optional<String> ofMirror(JsonObject spec) {
    if (!spec.text("serviceAccountName").isEmpty()) {
      return Optional.of("a mirror pod may not reference service accounts");
    }
    boolean hasSecret =
        !spec.array("imagePullSecrets").isEmpty()
            || Stream.of("initContainers", "containers", "ephemeralContainers")
                .flatMap(list -> spec.array(list).objects())
                .anyMatch(SecretReferences::hasSecret)
            || spec.array("volumes").objects().anyMatch(SecretReferences::isOfSecret);
    if (hasSecret) {
      return Optional.of("a mirror pod may not reference secrets");
    }
    return spec.array("volumes")
            .objects()
            .flatMap(volume -> volume.arrayAt("projected", "sources").objects())
            .anyMatch(source -> source.isSet("serviceAccountToken"))
        ? Optional.of("a mirror pod may not use ServiceAccountToken volume projections")
        : Optional.empty();
  }

  private static boolean hasSecret(JsonObject container) {
    return container.array("envFrom").objects().anyMatch(each -> each.isSet("secretRef"))
        || container
            .array("env")
            .objects()
            .anyMatch(each -> each.object("valueFrom").isSet("secretKeyRef"));
  }

  private static boolean isOfSecret(JsonObject volume) {
    return volume.isSet("secret")
        || volume.isSet("azureFile")
        || volume.object("csi").isSet("nodePublishSecretRef")
        || WITH_REFERENCE.stream().anyMatch(kind -> volume.object(kind).isSet("secretRef"))
        || volume.arrayAt("projected", "sources").objects().anyMatch(each -> each.isSet("secret"));
  }

  /** The first that is not allowed; of a pod that {@code isCreated}, else of its debuggers. */
  Optional<String> problem(JsonObject spec, boolean isCreated) {
    return isCreated
        ? Stream.of(
                ofVolumes(spec),
                ofContainers(spec, "initContainers", "init container "),
                ofContainers(spec, "containers", "container "),
                ofPulls(spec))
            .flatMap(each -> each)
            .findFirst()
        : ofContainers(spec, "ephemeralContainers", "ephemeral container ").findFirst();
  }

  private Stream<String> ofVolumes(JsonObject spec) {
    return spec.array("volumes")
        .objects()
        .filter(volume -> volume.isSet("secret"))
        .map(volume -> volume.textAt("secret", "secretName"))
        .filter(name -> !secrets.contains(name))
        .map(name -> "volume with " + notAllowed(name));
  }

  private Stream<String> ofContainers(JsonObject spec, String list, String what) {
    return spec.array(list)
        .objects()
        .flatMap(container -> Stream.concat(ofKeys(container, what), ofAllKeys(container, what)));
  }

  private Stream<String> ofKeys(JsonObject container, String what) {
    return container
        .array("env")
        .objects()
        .filter(each -> each.object("valueFrom").isSet("secretKeyRef"))
        .filter(each -> !secrets.contains(each.textAt("valueFrom", "secretKeyRef", "name")))
        .map(
            each ->
                "%s%s with envVar %s referencing %s"
                    .formatted(
                        what,
                        container.text("name"),
                        each.text("name"),
                        notAllowed(each.textAt("valueFrom", "secretKeyRef", "name"))));
  }

  private Stream<String> ofAllKeys(JsonObject container, String what) {
    return container
        .array("envFrom")
        .objects()
        .filter(each -> each.isSet("secretRef"))
        .map(each -> each.textAt("secretRef", "name"))
        .filter(name -> !secrets.contains(name))
        .map(
            name ->
                "%s%s with envFrom referencing %s"
                    .formatted(what, container.text("name"), notAllowed(name)));
  }

  private String notAllowed(String secret) {
    return "secret.secretName=\"%s\" is not allowed because service account %s does not reference that secret"
        .formatted(secret, account);
  }

  private Stream<String> ofPulls(JsonObject spec) {
    List<JsonObject> wanted = spec.array("imagePullSecrets").objects().toList();
    return IntStream.range(0, wanted.size())
        .filter(at -> !pullSecrets.contains(wanted.get(at).text("name")))
        .mapToObj(
            at ->
                ("imagePullSecrets[%d].name=\"%s\" is not allowed because service account %s does"
                        + " not reference that imagePullSecret")
                    .formatted(at, wanted.get(at).text("name"), account));
  }
}
