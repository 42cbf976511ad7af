package dev.keelson.apiserver.client;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The verbs on one resource. Where it lives in namespaces, names and objects carry theirs; a list's
 * or watch's namespace "" means all of them. Each method throws {@link ApiFailure} where the server
 * says no and {@link TransportFailure} where it does not answer. Thread-safe.
 */
public final class ResourceClient {
  private static final String WHOLE = "application/json";

  private final ApiClient client;
  private final GroupVersionResource resource;
  private final boolean isMetadataOnly;

  ResourceClient(ApiClient client, GroupVersionResource resource) {
    this(client, resource, false);
  }

  private ResourceClient(ApiClient client, GroupVersionResource resource, boolean isMetadataOnly) {
    this.client = client;
    this.resource = resource;
    this.isMetadataOnly = isMetadataOnly;
  }

  /** The same; but what it reads is {@code PartialObjectMetadata}: name, owners, and the like. */
  public ResourceClient metadataOnly() {
    return new ResourceClient(client, resource, true);
  }

  /** {@code what} is asked for, or the object whole from a server that knows no such forms. */
  private ApiCall reading(ApiCall call, String what) {
    return isMetadataOnly
        ? call.withHeader("accept", WHOLE + ";as=" + what + ";g=meta.k8s.io;v=v1," + WHOLE)
        : call;
  }

  public GroupVersionResource resource() {
    return resource;
  }

  public ApiClient client() {
    return client;
  }

  public ApiObject get(ObjectName name) {
    return object(reading(client.call("GET", path(name).text()), "PartialObjectMetadata"));
  }

  /** Empty: there is none. */
  public Optional<ApiObject> find(ObjectName name) {
    try {
      return Optional.of(get(name));
    } catch (ApiFailure e) {
      if (e.status().code() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * All of it, as it was at one moment; page by page where {@code options} say so. If that moment
   * is forgotten between two pages, once more in one answer.
   */
  public ApiList list(String namespace, ListOptions options) {
    ApiList first = page(namespace, options, "");
    if (first.continueToken().isEmpty()) {
      return first;
    }
    try {
      return rest(namespace, options, first);
    } catch (ApiFailure e) {
      if (e.status().code() != 410) {
        throw e;
      }
      return page(namespace, options.withPages(0), "");
    }
  }

  private ApiList rest(String namespace, ListOptions options, ApiList first) {
    List<ApiObject> items = new ArrayList<>(first.items());
    String token = first.continueToken();
    while (!token.isEmpty()) {
      ApiList next = page(namespace, options, token);
      items.addAll(next.items());
      token = next.continueToken();
    }
    return new ApiList(first.resourceVersion(), "", items);
  }

  /**
   * One answer.
   *
   * @param token of the page before, or ""
   */
  public ApiList page(String namespace, ListOptions options, String token) {
    // What a token continues has its version within.
    UrlPath path = (token.isEmpty() ? options : options.at("", "")).addTo(path(namespace));
    if (options.pageSize() > 0) {
      path = path.query("limit", Integer.toString(options.pageSize()));
    }
    ApiCall call = client.call("GET", path.query("continue", token).text());
    return ApiList.of(client.json(reading(call, "PartialObjectMetadataList")));
  }

  /** Not tried again if it fails. */
  public EventStream watch(String namespace, WatchOptions options) {
    String path = options.addTo(path(namespace)).text();
    ApiCall call = client.call("GET", path).withTimeout(options.bound());
    return client.watch(reading(call, "PartialObjectMetadata"));
  }

  /** Named by its {@code name} or {@code generateName}, in its namespace. */
  public ApiObject create(ApiObject object) {
    return create(object, WriteOptions.USUAL);
  }

  public ApiObject create(ApiObject object, WriteOptions options) {
    return send("POST", options.addTo(path(object.namespace())), object);
  }

  /** As {@link #create}, of which nothing but its success matters: the answer is not read. */
  public void post(ApiObject object) {
    post(path(object.namespace()), object);
  }

  /** Only if it is still of the object's resource version; of any, if that is "". */
  public ApiObject update(ApiObject object) {
    return update(object, WriteOptions.USUAL);
  }

  public ApiObject update(ApiObject object, WriteOptions options) {
    return send("PUT", options.addTo(path(object.objectName())), object);
  }

  public ApiObject updateStatus(ApiObject object) {
    return subresource("status").update(object.objectName(), object, WriteOptions.USUAL);
  }

  public ApiObject patch(ObjectName name, PatchType type, byte[] patch) {
    return patch(name, type, patch, WriteOptions.USUAL);
  }

  public ApiObject patch(ObjectName name, PatchType type, byte[] patch, WriteOptions options) {
    return patch(options.addTo(path(name)), type, patch);
  }

  /**
   * Server-side: what {@code object} says is what {@code options}' field manager wants.
   *
   * @throws ApiFailure also 409: others own some of it, and it is not forced
   */
  public ApiObject apply(ApiObject object, WriteOptions options) {
    return patch(object.objectName(), PatchType.APPLY, JsonWriter.bytes(object.tree()), options);
  }

  /** What the server answers: the object where it lives on for a while, or a Status. */
  public ApiObject delete(ObjectName name) {
    return delete(name, DeleteOptions.USUAL);
  }

  public ApiObject delete(ObjectName name, DeleteOptions options) {
    return delete(path(name), options);
  }

  /** Of all that is selected. Answers the list of it, or a Status. */
  public ApiObject deleteCollection(String namespace, ListOptions what, DeleteOptions options) {
    return delete(what.addTo(path(namespace)), options);
  }

  /** {@code scale}, {@code binding}, {@code eviction}, {@code token}, {@code status}. */
  public Subresource subresource(String name) {
    return new Subresource(this, name);
  }

  private ApiObject delete(UrlPath path, DeleteOptions options) {
    return object(
        client.call("DELETE", path.text()).withBody("application/json", options.toBytes()));
  }

  ApiObject send(String method, UrlPath path, ApiObject object) {
    return object(sending(method, path, object));
  }

  void post(UrlPath path, ApiObject object) {
    client.send(sending("POST", path, object));
  }

  private ApiCall sending(String method, UrlPath path, ApiObject object) {
    return client
        .call(method, path.text())
        .withBody("application/json", JsonWriter.bytes(object.tree()));
  }

  ApiObject patch(UrlPath path, PatchType type, byte[] patch) {
    return object(client.call("PATCH", path.text()).withBody(type.contentType(), patch));
  }

  ApiObject object(ApiCall call) {
    return new ApiObject(client.json(call));
  }

  UrlPath path(String namespace) {
    return UrlPath.of(resource, namespace);
  }

  UrlPath path(ObjectName name) {
    if (name.name().isEmpty()) {
      throw new IllegalArgumentException("an object without a name in " + resource.resource());
    }
    return path(name.namespace()).then(name.name());
  }
}
