package dev.keelson.apiserver.server.auth;

/**
 * What somebody wants to do: upstream's authorizer.Attributes.
 *
 * @param verb get, list, watch, create, update, patch, delete, deletecollection, … or for a path
 *     the HTTP method in lower case
 * @param isResource whether it names a resource; else only {@code path} counts
 * @param namespace "" of the cluster, or of all namespaces
 * @param name "" where no object is named
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
    String path) {
  public static Attributes ofPath(Caller caller, String verb, String path) {
    return new Attributes(caller, verb, false, "", "", "", "", "", "", path);
  }

  public Attributes as(Caller other) {
    return new Attributes(
        other, verb, isResource, group, version, resource, subresource, namespace, name, path);
  }
}
