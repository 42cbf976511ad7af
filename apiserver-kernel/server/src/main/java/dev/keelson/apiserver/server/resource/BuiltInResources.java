package dev.keelson.apiserver.server.resource;

import dev.keelson.apiserver.model.GroupVersion;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.server.kind.Defaults;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.resource.Resource.Subresource;
import dev.keelson.apiserver.server.table.BuiltInColumns;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The resources that every cluster has, from the table {@code builtin.txt} beside this class. */
public final class BuiltInResources {
  private static final List<String> ALL_VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  /** Where etcd's layout differs from the resource's name (upstream's storage factory). */
  private static final Map<String, String> PLACES =
      Map.of(
          "nodes", "minions",
          "services", "services/specs",
          "endpoints", "services/endpoints",
          "replicationcontrollers", "controllers",
          "ingresses", "ingress");

  /** Versions that are served but stored as another one. */
  private static final Map<GroupVersionKind, GroupVersionKind> STORED_AS =
      Map.of(
          new GroupVersionKind("autoscaling", "v1", "HorizontalPodAutoscaler"),
              new GroupVersionKind("autoscaling", "v2", "HorizontalPodAutoscaler"),
          new GroupVersionKind("events.k8s.io", "v1", "Event"),
              new GroupVersionKind("", "v1", "Event"));

  private BuiltInResources() {}

  /** With all gates closed, as Kubernetes has them by default. */
  public static List<Resource> all(KindHooks hooks) {
    return all(hooks, Set.of());
  }

  /**
   * @param features gates that are open
   */
  public static List<Resource> all(KindHooks hooks, Set<Feature> features) {
    Set<String> open = features.stream().map(Feature::gate).collect(Collectors.toSet());
    List<Resource> resources = new ArrayList<>();
    try (InputStream in =
            Objects.requireNonNull(BuiltInResources.class.getResourceAsStream("builtin.txt"));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#") && !line.isBlank() && isOpen(line, open)) {
          resources.add(resource(line, hooks));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(resources);
  }

  private static boolean isOpen(String line, Set<String> open) {
    String[] column = line.split("\\|", -1);
    return column.length < 9 || open.contains(column[8].strip());
  }

  /** What a server keeps for itself, and nobody is served. */
  public static Resource internal(String name, String directory, GroupVersionKind kind) {
    return new Resource(
        kind.groupVersion().resource(name),
        kind,
        name,
        List.of(),
        List.of(),
        false,
        List.of(),
        directory,
        kind,
        List.of(),
        Defaults.NONE,
        Preparation.NONE,
        Rules.NONE,
        BuiltInColumns.of(kind),
        SelectableFields.METADATA);
  }

  private static Resource resource(String line, KindHooks hooks) {
    String[] column = Stream.of(line.split("\\|", -1)).map(String::strip).toArray(String[]::new);
    GroupVersion version = GroupVersion.parse(column[0]);
    String name = column[1];
    GroupVersionKind kind = version.kind(column[2]);
    return new Resource(
        version.resource(name),
        kind,
        column[2].toLowerCase(Locale.ROOT),
        names(column[4]),
        names(column[5]),
        column[3].equals("ns"),
        column[6].equals("*") ? ALL_VERBS : names(column[6]),
        "/registry/" + PLACES.getOrDefault(name, name) + "/",
        STORED_AS.getOrDefault(kind, kind),
        Stream.of(column[7].split(" "))
            .filter(each -> !each.isEmpty())
            .map(each -> subresource(each, version))
            .toList(),
        hooks.defaults(STORED_AS.getOrDefault(kind, kind)),
        hooks.preparation(kind),
        hooks.rules(kind),
        hooks.columns(kind),
        FieldsOfKinds.of(kind));
  }

  private static Subresource subresource(String text, GroupVersion version) {
    String[] part = text.split(":");
    int dot = part[1].lastIndexOf('.');
    GroupVersionKind kind =
        dot < 0
            ? version.kind(part[1])
            : GroupVersion.parse(part[1].substring(0, dot)).kind(part[1].substring(dot + 1));
    return new Subresource(part[0], kind, names(part[2]));
  }

  private static List<String> names(String text) {
    return text.equals("-") ? List.of() : Arrays.asList(text.split(","));
  }
}
