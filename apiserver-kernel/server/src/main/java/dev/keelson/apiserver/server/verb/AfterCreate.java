package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.resource.Resource;

/** What the server does once an object has come to be, before its maker is answered. */
public interface AfterCreate {
  AfterCreate NOTHING = (_, _, _) -> {};

  /** Must not fail because of what others do meanwhile. */
  void created(ObjectWriter writer, Resource resource, ApiObject object);
}
