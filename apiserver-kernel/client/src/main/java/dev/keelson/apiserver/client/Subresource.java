package dev.keelson.apiserver.client;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;

/** The verbs on one subresource. As {@link ResourceClient}. */
public final class Subresource {
  private final ResourceClient parent;
  private final String name;

  Subresource(ResourceClient parent, String name) {
    this.parent = parent;
    this.name = name;
  }

  public ApiObject get(ObjectName of) {
    return parent.object(parent.client().call("GET", path(of).text()));
  }

  /** Of another kind than its parent: a Binding, an Eviction, a TokenRequest. */
  public ApiObject create(ObjectName of, ApiObject object) {
    return parent.send("POST", path(of), object);
  }

  /** As {@link #create}, of which nothing but its success matters: the answer is not read. */
  public void post(ObjectName of, ApiObject object) {
    parent.post(path(of), object);
  }

  public ApiObject update(ObjectName of, ApiObject object, WriteOptions options) {
    return parent.send("PUT", options.addTo(path(of)), object);
  }

  public ApiObject patch(ObjectName of, PatchType type, byte[] patch, WriteOptions options) {
    return parent.patch(options.addTo(path(of)), type, patch);
  }

  private UrlPath path(ObjectName of) {
    return parent.path(of).then(name);
  }
}
