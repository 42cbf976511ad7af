package dev.keelson.apiserver.server.kind;

import dev.keelson.apiserver.model.ApiObject;

/** What upstream's strategies do before validation: drop what a request may not set. */
public interface Preparation {
  Preparation NONE = new Preparation() {};

  default ApiObject forCreate(ApiObject object) {
    return object;
  }

  default ApiObject forUpdate(ApiObject next, ApiObject before) {
    return next;
  }

  default ApiObject forStatusUpdate(ApiObject next, ApiObject before) {
    return next;
  }
}
