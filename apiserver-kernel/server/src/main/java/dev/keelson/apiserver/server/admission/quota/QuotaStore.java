package dev.keelson.apiserver.server.admission.quota;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import java.util.List;
import java.util.Optional;

/** Where quotas are, and what they count. */
public interface QuotaStore {
  /** Of one namespace; from a cache, which may be late. */
  List<ApiObject> quotas(String namespace);

  /** From the store. */
  Optional<ApiObject> read(ObjectName quota);

  /**
   * Writes a quota's status if nobody wrote it since it was {@code read}.
   *
   * @return as written; empty: somebody did, or it is gone
   */
  Optional<ApiObject> writeStatus(ApiObject next, ApiObject read);

  /**
   * All objects of a resource in a namespace, whatever their version; from a cache.
   *
   * @param groupResource {@code pods}, {@code deployments.apps}; none where it is not known
   */
  List<ApiObject> objects(String groupResource, String namespace);
}
