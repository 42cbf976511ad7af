package dev.keelson.apiserver.server.auth;

import java.util.Map;

/**
 * What somebody wants to do: upstream's authorizer.Attributes.
 *
 * @param verb get, list, watch, create, update, patch, delete, deletecollection, … or for a path
 *     the HTTP method in lower case
 * @param isResource whether it names a resource; else only {@code path} counts
 * @param namespace "" of the cluster, or of all namespaces
 * @param name "" where no object is named
 * @param selectedFields what the field selector demands to be equal, such as {@code spec.nodeName}:
 *     nodes may list what is theirs alone. Empty where there is no selector
 */
public record Attributes(
    Caller caller,
    String verb,
    boolean isResource,
    String group,
    String version,
    String resource,
    String subresource,
    String namespace,
    String name,
    String path,
    Map<String, String> selectedFields) {
  public Attributes {
    selectedFields = Map.copyOf(selectedFields);
  }

  /** Without a field selector. */
  public Attributes(
      Caller caller,
      String verb,
      boolean isResource,
      String group,
      String version,
      String resource,
      String subresource,
      String namespace,
      String name,
      String path) {
    this(
        caller,
        verb,
        isResource,
        group,
        version,
        resource,
        subresource,
        namespace,
        name,
        path,
        Map.of());
  }

  public static Attributes ofPath(Caller caller, String verb, String path) {
    return new Attributes(caller, verb, false, "", "", "", "", "", "", path);
  }

  public Attributes as(Caller other) {
    return with(other, verb, selectedFields);
  }

  public Attributes withVerb(String other) {
    return with(caller, other, selectedFields);
  }

  public Attributes withSelectedFields(Map<String, String> fields) {
    return with(caller, verb, fields);
  }

  private Attributes with(Caller otherCaller, String otherVerb, Map<String, String> fields) {
    return new Attributes(
        otherCaller,
        otherVerb,
        isResource,
        group,
        version,
        resource,
        subresource,
        namespace,
        name,
        path,
        fields);
  }
}
