package dev.keelson.apiserver.server.auth;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Objects of the core group, by resource and name. One thread. */
public final class FakeObjects implements ObjectLookup {
  private final Map<String, ApiObject> objects = new HashMap<>();

  /** {@code json} with single quotes; name and namespace are added to its metadata. */
  public ApiObject put(
      GroupVersionResource resource, String namespace, String name, String uid, String json) {
    JsonObject tree = JsonReader.readObject(json.replace('\'', '"'));
    JsonObject metadata =
        tree.object("metadata").with("name", name).with("namespace", namespace).with("uid", uid);
    ApiObject object = new ApiObject(tree.with("metadata", metadata));
    objects.put(key(resource, new ObjectName(namespace, name)), object);
    return object;
  }

  public void remove(GroupVersionResource resource, String namespace, String name) {
    objects.remove(key(resource, new ObjectName(namespace, name)));
  }

  private static String key(GroupVersionResource resource, ObjectName name) {
    return resource.groupResource() + "/" + name;
  }

  @Override
  public Optional<ApiObject> find(GroupVersionResource resource, ObjectName name) {
    return Optional.ofNullable(objects.get(key(resource, name)));
  }
}
