package dev.keelson.controllers.token;

import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.client.informer.InformerOptions;
import dev.keelson.apiserver.client.queue.ReconcileLoop;
import dev.keelson.apiserver.client.queue.WorkQueue;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.Loop;
import dev.keelson.controllers.periodic.Together;
import java.util.List;

/** Of all Secrets those of tokens, and what becomes of them and their accounts. */
final class TokenController {
  /** {@code namespace/name} of the account to its Secrets. */
  private static final String BY_ACCOUNT = "token-account";

  private static final String NAME = "serviceaccount-token-controller";

  private TokenController() {}

  static Controller start(ControllerContext context, TokenSigner signer, String ca) {
    Informer accounts = context.informers().of("v1", "serviceaccounts");
    Informer secrets =
        Informer.of(
                context.client().resource("v1", "secrets"),
                InformerOptions.ALL.only(ListOptions.ALL.withFields("type=" + LegacyToken.TYPE)),
                context.random())
            .index(BY_ACCOUNT, TokenController::accountKey);
    WorkQueue<SecretReferences.Gone> gone = WorkQueue.usual(context.timing());
    secrets.addHandler(
        new InformerHandler() {
          @Override
          public void deleted(ApiObject last, boolean isFinalStateUnknown) {
            gone.add(
                new SecretReferences.Gone(
                    last.objectName(),
                    LegacyToken.accountOf(last),
                    last.annotations().getOrDefault(LegacyToken.ACCOUNT_UID, "")));
          }
        });
    int workers =
        Integer.parseInt(context.options().text("concurrent-serviceaccount-token-syncs", "5"));
    Loop loop =
        Loop.of(NAME, context, new TokenSecrets(context.client(), secrets, accounts, signer, ca))
            .on(secrets, each -> List.of(each.objectName()))
            .on(accounts, each -> secretsOf(secrets, each))
            .start(workers);
    ReconcileLoop<SecretReferences.Gone> references =
        new ReconcileLoop<>(NAME, gone, new SecretReferences(context.client())).start(1);
    secrets.start();
    return Together.of(secrets, loop, references);
  }

  private static List<String> accountKey(ApiObject secret) {
    String account = LegacyToken.accountOf(secret);
    return account.isEmpty() ? List.of() : List.of(secret.namespace() + "/" + account);
  }

  private static List<ObjectName> secretsOf(Informer secrets, ApiObject account) {
    return secrets.store().byIndex(BY_ACCOUNT, account.objectName().toString()).stream()
        .map(each -> each.objectName())
        .toList();
  }
}
