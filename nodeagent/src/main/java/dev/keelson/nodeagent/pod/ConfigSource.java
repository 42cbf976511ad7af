package dev.keelson.nodeagent.pod;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import java.util.List;
import java.util.Optional;

/** Port: what of the API a container's variables and files are made of. May block. */
public interface ConfigSource {
  /** Empty: there is none. */
  Optional<ApiObject> configMap(ObjectName name);

  /** Empty: there is none. */
  Optional<ApiObject> secret(ObjectName name);

  /** Of a namespace, as far as they have come here. */
  List<ApiObject> services(String namespace);
}
