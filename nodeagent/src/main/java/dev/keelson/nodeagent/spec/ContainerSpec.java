package dev.keelson.nodeagent.spec;

import dev.keelson.apiserver.model.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A container as its pod's spec has it. */
public record ContainerSpec(ContainerKind kind, JsonObject tree) {
  public String name() {
    return tree.text("name");
  }

  public String image() {
    return tree.text("image");
  }

  /** What is run; empty: the image's own. */
  public List<String> commandLine() {
    List<String> all = new ArrayList<>(tree.array("command").texts().toList());
    all.addAll(tree.array("args").texts().toList());
    return all;
  }

  public boolean hasCommand() {
    return !tree.array("command").isEmpty();
  }

  /** {@code Always}, {@code IfNotPresent}, {@code Never}; for static pods by the image's tag. */
  public String pullPolicy() {
    String tag = image().substring(image().lastIndexOf('/') + 1);
    boolean isLatest = !tag.contains(":") && !tag.contains("@") || tag.endsWith(":latest");
    return tree.text("imagePullPolicy", isLatest ? "Always" : "IfNotPresent");
  }

  public Optional<ProbeSpec> probe(ProbeSpec.Kind which) {
    return tree.isSet(which.field())
        ? Optional.of(new ProbeSpec(tree.object(which.field())))
        : Optional.empty();
  }

  public List<JsonObject> mounts() {
    return tree.array("volumeMounts").objects().toList();
  }

  public JsonObject resources() {
    return tree.object("resources");
  }

  public JsonObject requests() {
    return resources().object("requests");
  }

  public JsonObject lifecycle() {
    return tree.object("lifecycle");
  }

  /** Of the container itself, or "" where the pod's holds. */
  public String restartPolicy() {
    return tree.text("restartPolicy");
  }

  /** In an event about it. */
  public String fieldPath() {
    String list =
        switch (kind) {
          case INIT, SIDECAR -> "initContainers";
          case MAIN -> "containers";
          case EPHEMERAL -> "ephemeralContainers";
        };
    return "spec." + list + "{" + name() + "}";
  }
}
