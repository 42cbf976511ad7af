package dev.keelson.apiserver.server.admission;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import java.util.List;
import java.util.Optional;

/** The cluster as admission sees it: watch caches, and the store where a cache may be late. */
public interface ObjectFinder {
  /** From the cache; where it is not there, from the store. */
  Optional<ApiObject> find(String apiVersion, String resource, ObjectName name);

  /** From the store. */
  Optional<ApiObject> findNow(String apiVersion, String resource, ObjectName name);

  /** From the cache, which shows all that this server said was done; {@code namespace} "": all. */
  List<ApiObject> list(String apiVersion, String resource, String namespace);
}
