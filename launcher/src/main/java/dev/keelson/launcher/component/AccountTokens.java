package dev.keelson.launcher.component;

import dev.keelson.apiserver.client.ApiCall;
import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ApiReply;
import dev.keelson.apiserver.client.ApiTransport;
import dev.keelson.apiserver.client.EventStream;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.Accounts;
import java.time.Duration;
import java.util.Optional;

/**
 * Speaks as kube-system's service accounts by tokens that it asks for as the process itself: what
 * upstream's {@code --use-service-account-credentials} does. An account that is missing is made.
 *
 * @param asking may create service accounts and their tokens in kube-system
 * @param bare shows no credentials of its own
 */
record AccountTokens(ApiClient asking, ApiTransport bare) implements Accounts {
  /** Of a token; it is renewed when four fifths of it are over. */
  private static final Duration LIFE = Duration.ofHours(1);

  @Override
  public Optional<ApiTransport> as(String name) {
    return Optional.of(new Way(new ObjectName("kube-system", name)));
  }

  private final class Way implements ApiTransport {
    private final ObjectName account;
    private String token = "";
    private long renewAt;

    Way(ObjectName account) {
      this.account = account;
    }

    @Override
    public ApiReply send(ApiCall call) {
      return bare.send(signed(call));
    }

    @Override
    public EventStream watch(ApiCall call) {
      return bare.watch(signed(call));
    }

    private ApiCall signed(ApiCall call) {
      return call.withHeader("authorization", "Bearer " + token());
    }

    private synchronized String token() {
      long now = asking.timing().nanos();
      if (token.isEmpty() || now - renewAt >= 0) {
        token = request();
        renewAt = now + LIFE.multipliedBy(4).dividedBy(5).toNanos();
      }
      return token;
    }

    private String request() {
      try {
        return requestOnce();
      } catch (ApiFailure e) {
        if (e.status().code() != 404) {
          throw e;
        }
        make();
        return requestOnce();
      }
    }

    private String requestOnce() {
      ApiObject wanted =
          object("authentication.k8s.io/v1", "TokenRequest")
              .with(
                  "spec",
                  JsonObject.builder().put("expirationSeconds", LIFE.toSeconds()).build());
      return asking
          .resource("v1", "serviceaccounts")
          .subresource("token")
          .create(account, wanted)
          .status()
          .text("token");
    }

    private void make() {
      try {
        asking.resource("v1", "serviceaccounts").create(object("v1", "ServiceAccount"));
      } catch (ApiFailure e) {
        if (e.status().code() != 409) {
          throw e;
        }
      }
    }

    private ApiObject object(String apiVersion, String kind) {
      return ApiObject.of(
          GroupVersionKind.of(apiVersion, kind),
          JsonObject.builder()
              .put("namespace", account.namespace())
              .put("name", account.name())
              .build());
    }

    /** The way below is its owner's. */
    @Override
    public void close() {}
  }
}
