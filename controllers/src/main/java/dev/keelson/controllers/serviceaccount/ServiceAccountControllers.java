package dev.keelson.controllers.serviceaccount;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.Loop;
import java.util.List;

/** {@code serviceaccount-controller}. */
public final class ServiceAccountControllers {
  public static final ControllerKind SERVICE_ACCOUNT =
      ControllerKind.of("serviceaccount-controller", ServiceAccountControllers::start);

  private ServiceAccountControllers() {}

  private static Controller start(ControllerContext context) {
    Informer namespaces = context.informers().of("v1", "namespaces");
    Informer accounts = context.informers().of("v1", "serviceaccounts");
    return Loop.of(
            "serviceaccount-controller",
            context,
            new DefaultAccount(context.client(), namespaces, accounts))
        .on(namespaces, each -> List.of(each.objectName()))
        .on(
            accounts,
            each ->
                each.name().equals(DefaultAccount.NAME)
                    ? List.of(new ObjectName("", each.namespace()))
                    : List.of())
        .start(1);
  }
}
