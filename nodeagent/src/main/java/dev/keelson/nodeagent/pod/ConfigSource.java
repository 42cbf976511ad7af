package dev.keelson.nodeagent.pod;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import java.util.Optional;

/** Port: ConfigMaps and Secrets, read when a pod names them. May block. */
public interface ConfigSource {
  /** Empty: there is none. */
  Optional<ApiObject> configMap(ObjectName name);

  /** Empty: there is none. */
  Optional<ApiObject> secret(ObjectName name);
}
