package dev.keelson.controllers.token;

import dev.keelson.apiserver.model.json.JsonObject;

/** Makes tokens that the API server will know as its own. */
@FunctionalInterface
public interface TokenSigner {
  /**
   * @param claims of a legacy token, the issuer among them
   * @return a signed JWT
   */
  String sign(JsonObject claims);
}
