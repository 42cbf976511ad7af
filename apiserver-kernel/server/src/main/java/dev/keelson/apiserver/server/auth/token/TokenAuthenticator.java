package dev.keelson.apiserver.server.auth.token;

import dev.keelson.apiserver.server.auth.Caller;
import java.util.List;

/** Says whose a token is. Thread-safe; never blocks long. */
public interface TokenAuthenticator {
  sealed interface Outcome {
    /**
     * @param audiences those of the wanted ones that the token is good for
     */
    record Known(Caller caller, List<String> audiences) implements Outcome {
      public Known {
        audiences = List.copyOf(audiences);
      }
    }

    /** One of its tokens, and no good. {@code why} is for logs and for TokenReview. */
    record Rejected(String why) implements Outcome {}

    /** None of its tokens. */
    record Unknown() implements Outcome {}
  }

  /**
   * @param audiences of which the token must be good for one at least; the API server's own unless
   *     somebody asks for another with a TokenReview
   */
  Outcome authenticate(String token, List<String> audiences);
}
