package dev.keelson.controllers.bootstrap;

import dev.keelson.apiserver.client.DeleteOptions;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerOptions;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.Loop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One token at a time, at the time that it names. */
public final class TokenCleaner {
  public static final ControllerKind KIND =
      ControllerKind.onDemand("token-cleaner-controller", TokenCleaner::start);

  private TokenCleaner() {}

  /** Of kube-system only: the process need not hold every secret there is. */
  static Informer tokens(ControllerContext context) {
    return Informer.of(
        context.client().resource("v1", "secrets"),
        InformerOptions.ALL.inNamespace("kube-system"),
        context.random());
  }

  private static Controller start(ControllerContext context) {
    Informer secrets = tokens(context);
    Loop loop =
        Loop.of("token-cleaner", context, name -> reconcile(context, secrets, name))
            .on(
                secrets,
                each -> new TokenSecret(each).isToken() ? List.of(each.objectName()) : List.of())
            .start(1);
    return new Owned(List.of(secrets.start()), loop);
  }

  private static Result reconcile(ControllerContext context, Informer secrets, ObjectName name) {
    Optional<ApiObject> found = secrets.store().get(name);
    if (found.isEmpty()) {
      return Result.done();
    }
    TokenSecret token = new TokenSecret(found.get());
    Instant now = context.timing().now();
    if (token.isExpired(now)) {
      delete(context.writing(secrets), found.get());
      return Result.done();
    }
    return token
        .expiration()
        .map(each -> Result.after(Duration.between(now, each)))
        .orElseGet(Result::done);
  }

  private static void delete(ResourceClient secrets, ApiObject secret) {
    try {
      secrets.delete(secret.objectName(), DeleteOptions.USUAL.onlyUid(secret.uid()));
    } catch (ApiFailure e) {
      if (e.status().code() != 404 && e.status().code() != 409) {
        throw e;
      }
    }
  }
}
