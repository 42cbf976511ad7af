package dev.keelson.apiserver.server.allocate;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.kind.FieldErrors;
import java.util.concurrent.CompletionStage;

/** What became of a request for addresses and ports. */
public sealed interface Outcome {
  /**
   * @param service with all it was given, to be validated and stored
   * @param claims one of whose ends must be called
   */
  record Given(ApiObject service, Claims claims) implements Outcome {}

  /** 422: the request asks for what cannot be. */
  record Invalid(FieldErrors errors) implements Outcome {}

  /** 500: nothing is left. */
  record Exhausted(String message) implements Outcome {}

  /** What a request has claimed and will free. */
  interface Claims {
    /** The service is stored: what it no longer has is freed. */
    CompletionStage<Void> commit();

    /** It is not: what it was given is freed. */
    CompletionStage<Void> revert();
  }
}
