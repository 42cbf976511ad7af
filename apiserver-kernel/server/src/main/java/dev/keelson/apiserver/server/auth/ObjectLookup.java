package dev.keelson.apiserver.server.auth;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.ObjectName;
import java.util.Optional;

/** Finds an object in a watch cache. Thread-safe; never blocks long. */
@FunctionalInterface
public interface ObjectLookup {
  GroupVersionResource SERVICE_ACCOUNTS = new GroupVersionResource("", "v1", "serviceaccounts");
  GroupVersionResource SECRETS = new GroupVersionResource("", "v1", "secrets");
  GroupVersionResource PODS = new GroupVersionResource("", "v1", "pods");
  GroupVersionResource NODES = new GroupVersionResource("", "v1", "nodes");

  Optional<ApiObject> find(GroupVersionResource resource, ObjectName name);
}
