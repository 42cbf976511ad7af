package dev.keelson.apiserver.server.openapi;

import dev.keelson.apiserver.model.GroupVersion;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.schema.SchemaRegistry;
import dev.keelson.apiserver.server.openapi.Parameters.Parameter;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.resource.Resource.Subresource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The paths of one version, and what is done there. One thread. */
final class Paths {
  private static final GroupVersionKind STATUS = new GroupVersionKind("", "v1", "Status");
  private static final GroupVersionKind RESOURCES =
      new GroupVersionKind("", "v1", "APIResourceList");
  private static final JsonObject TEXT = JsonObject.of("type", JsonString.of("string"));

  /** Methods by verb, where what is asked for is not an object. */
  private static final Map<String, String> CONNECTIONS =
      Map.of("get", "get", "create", "post", "update", "put", "patch", "patch", "delete", "delete");

  /** Whose deletion is answered with the object, not with a Status. */
  private static final Set<String> ANSWERED_WITH_THEMSELVES =
      Set.of(
          "persistentvolumeclaims",
          "persistentvolumes",
          "pods",
          "podtemplates",
          "resourcequotas",
          "serviceaccounts",
          "services",
          "deviceclasses",
          "resourceclaims",
          "resourceclaimtemplates",
          "resourceslices",
          "csidrivers",
          "csinodes",
          "storageclasses",
          "volumeattachments",
          "volumeattributesclasses");

  private final SchemaRegistry registry;
  private final Definitions definitions;
  private final Dialect dialect;
  private final GroupVersion version;
  private final GroupVersionKind deleteOptions;
  private final String place;
  private final String tag;
  private final SortedMap<String, JsonObject> made = new TreeMap<>();

  Paths(SchemaRegistry registry, Definitions definitions, Dialect dialect, GroupVersion version) {
    this.registry = registry;
    this.definitions = definitions;
    this.dialect = dialect;
    this.version = version;
    deleteOptions = version.kind("DeleteOptions");
    List<String> words = words(version.group());
    String first = words.getFirst();
    String rest = capitals(words.subList(1, words.size()));
    place = capital(first) + rest + capital(version.version());
    tag = first + rest + "_" + version.version();
  }

  private static List<String> words(String group) {
    String name = group.isEmpty() ? "core" : group.replaceFirst("\\.k8s\\.io$", "");
    return List.of(name.split("[.-]"));
  }

  private static String capitals(List<String> words) {
    return words.stream().map(Paths::capital).collect(Collectors.joining());
  }

  private static String capital(String word) {
    return word.isEmpty() ? "" : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  /** Where a version is found: {@code api/v1}, {@code apis/apps/v1}. */
  static String of(GroupVersion version) {
    return (version.group().isEmpty() ? "api/" : "apis/") + version.apiVersion();
  }

  SortedMap<String, JsonObject> all(List<Resource> resources) {
    String root = "/" + of(version);
    put(
        root + "/",
        "get",
        new Operation(
            "get" + place + "APIResources",
            "get available resources",
            tag,
            "get",
            RESOURCES,
            List.of(),
            List.of(),
            TEXT,
            definitions.ref(RESOURCES),
            Operation.OBJECTS,
            List.of(200)));
    for (Resource resource : resources) {
      String name = resource.name().resource();
      if (resource.isNamespaced() && resource.verbs().contains("list")) {
        list(root + "/" + name, resource, resource.kind().kind() + "ForAllNamespaces");
      }
      String scope = resource.isNamespaced() ? "Namespaced" : "";
      String path = root + (resource.isNamespaced() ? "/namespaces/{namespace}/" : "/") + name;
      collection(path, resource, scope + resource.kind().kind());
      item(path + "/{name}", resource, scope + resource.kind().kind());
      for (Subresource sub : resource.subresources()) {
        String words = capitals(List.of(sub.name().split("[/-]")));
        subresource(
            path + "/{name}/" + sub.name(), sub, scope + resource.kind().kind() + words, resource);
      }
    }
    return made;
  }

  private void put(String path, String method, Operation operation) {
    JsonObject known = made.getOrDefault(path, JsonObject.EMPTY);
    if (known.isEmpty() && !path.endsWith("/")) {
      known = JsonObject.of("parameters", Parameters.ofPath(path, dialect));
    }
    made.put(path, known.with(method, operation.in(dialect)));
  }

  private void list(String path, Resource resource, String name) {
    GroupVersionKind kind = resource.kind();
    put(
        path,
        "get",
        new Operation(
            "list" + place + name,
            "list or watch objects of kind " + kind.kind(),
            tag,
            "list",
            kind,
            Parameters.LIST,
            List.of(),
            TEXT,
            definitions.ref(version.kind(resource.listKind())),
            Operation.LISTS,
            List.of(200)));
  }

  private void collection(String path, Resource resource, String name) {
    GroupVersionKind kind = resource.kind();
    if (resource.verbs().contains("list")) {
      list(path, resource, name);
    }
    if (resource.verbs().contains("create")) {
      put(path, "post", write("create", "post", "create a " + kind.kind(), kind, name));
    }
    if (resource.verbs().contains("deletecollection")) {
      String what = "delete collection of " + kind.kind();
      put(
          path,
          "delete",
          delete("delete" + place + "Collection" + name, what, "deletecollection", kind, STATUS));
    }
  }

  private void item(String path, Resource resource, String name) {
    GroupVersionKind kind = resource.kind();
    if (resource.verbs().contains("get")) {
      put(path, "get", read(kind, name));
    }
    changes(path, resource.verbs(), kind, name);
    if (resource.verbs().contains("delete")) {
      GroupVersionKind answer =
          ANSWERED_WITH_THEMSELVES.contains(resource.name().resource()) ? kind : STATUS;
      String what = "delete a " + kind.kind();
      put(path, "delete", delete("delete" + place + name, what, "delete", kind, answer));
    }
  }

  private void subresource(String path, Subresource sub, String name, Resource owner) {
    GroupVersionKind kind = sub.kind();
    boolean isLog = sub.name().equals("log");
    if (isLog || kind.kind().endsWith("Options")) {
      connections(path, sub, isLog, name, owner.kind());
      return;
    }
    if (sub.verbs().contains("get")) {
      put(path, "get", read(kind, name));
    }
    if (sub.verbs().contains("create")) {
      put(path, "post", write("create", "post", "create " + sub.name(), kind, name));
    }
    changes(path, sub.verbs(), kind, name);
  }

  /** What answers with a stream, or with what another server says. */
  private void connections(
      String path, Subresource sub, boolean isLog, String name, GroupVersionKind owner) {
    GroupVersionKind options = isLog ? version.kind("PodLogOptions") : sub.kind();
    List<Parameter> query =
        registry.kind(options).map(type -> Parameters.fields(registry, type)).orElse(List.of());
    for (String verb : sub.verbs()) {
      String method = CONNECTIONS.getOrDefault(verb, "get");
      put(
          path,
          method,
          new Operation(
              isLog ? "read" + place + name : "connect" + place + capital(method) + name,
              isLog ? "read log of the specified Pod" : "connect to " + sub.name(),
              tag,
              isLog ? "get" : "connect",
              isLog ? owner : options,
              query,
              List.of(),
              TEXT,
              TEXT,
              isLog ? List.of("text/plain") : Operation.ANY,
              List.of(200)));
    }
  }

  private void changes(String path, List<String> verbs, GroupVersionKind kind, String name) {
    if (verbs.contains("update")) {
      put(path, "put", write("replace", "put", "replace the specified " + kind.kind(), kind, name));
    }
    if (verbs.contains("patch")) {
      put(
          path,
          "patch",
          new Operation(
              "patch" + place + name,
              "partially update the specified " + kind.kind(),
              tag,
              "patch",
              kind,
              Parameters.PATCH,
              Operation.PATCHES,
              definitions.patch(),
              definitions.ref(kind),
              Operation.OBJECTS,
              List.of(200, 201)));
    }
  }

  private Operation read(GroupVersionKind kind, String name) {
    return new Operation(
        "read" + place + name,
        "read the specified " + kind.kind(),
        tag,
        "get",
        kind,
        List.of(),
        List.of(),
        TEXT,
        definitions.ref(kind),
        Operation.OBJECTS,
        List.of(200));
  }

  private Operation write(
      String verb, String action, String description, GroupVersionKind kind, String name) {
    return new Operation(
        verb + place + name,
        description,
        tag,
        action,
        kind,
        Parameters.WRITE,
        Operation.ANY,
        definitions.ref(kind),
        definitions.ref(kind),
        Operation.OBJECTS,
        Stream.of(200, 201, 202).limit(action.equals("post") ? 3 : 2).toList());
  }

  private Operation delete(
      String id, String what, String action, GroupVersionKind kind, GroupVersionKind answer) {
    boolean isCollection = action.equals("deletecollection");
    return new Operation(
        id,
        what,
        tag,
        action,
        kind,
        isCollection ? Parameters.DELETE_COLLECTION : Parameters.DELETE,
        Operation.ANY,
        definitions.ref(deleteOptions),
        definitions.ref(answer),
        Operation.OBJECTS,
        isCollection ? List.of(200) : List.of(200, 202));
  }
}
