package dev.keelson.controllers.bootstrap;

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

/** Looks at all tokens whenever one of them, or what is signed, changes; and when one expires. */
public final class BootstrapSigner {
  public static final ControllerKind KIND =
      ControllerKind.onDemand("bootstrap-signer-controller", BootstrapSigner::start);

  private static final ObjectName INFO = new ObjectName("kube-public", "cluster-info");

  private BootstrapSigner() {}

  private static Controller start(ControllerContext context) {
    Informer secrets = TokenCleaner.tokens(context);
    Informer infos =
        Informer.of(
            context.client().resource("v1", "configmaps"),
            InformerOptions.ALL.inNamespace(INFO.namespace()),
            context.random());
    Loop loop =
        Loop.of("bootstrap-signer", context, _ -> sign(context, infos, secrets))
            .on(secrets, _ -> List.of(INFO))
            .on(infos, each -> each.objectName().equals(INFO) ? List.of(INFO) : List.of())
            .start(1);
    return new Owned(List.of(secrets.start(), infos.start()), loop);
  }

  private static Result sign(ControllerContext context, Informer infos, Informer secrets) {
    Instant now = context.timing().now();
    List<TokenSecret> tokens = secrets.store().list().stream().map(TokenSecret::new).toList();
    Optional<ApiObject> wanted =
        infos.store().get(INFO).flatMap(each -> SignaturePlan.of(each, tokens, now));
    if (wanted.isPresent()) {
      try {
        context.writing(infos).update(wanted.get());
      } catch (ApiFailure e) {
        if (e.status().code() != 404) {
          throw e;
        }
      }
    }
    return tokens.stream()
        .flatMap(each -> each.expiration().stream())
        .filter(each -> each.isAfter(now))
        .min(Instant::compareTo)
        .map(next -> Result.after(Duration.between(now, next)))
        .orElseGet(Result::done);
  }
}
