package dev.keelson.controllers.certificates;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.queue.Reconciler;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.Loop;
import dev.keelson.controllers.basis.Flags;
import dev.keelson.controllers.basis.Periodic;
import java.time.Duration;
import java.util.List;

/** The three controllers of certificates. */
public final class Certificates {
  public static final ControllerKind APPROVING =
      ControllerKind.of("certificatesigningrequest-approving-controller", Certificates::approving);
  public static final ControllerKind CLEANER =
      ControllerKind.of("certificatesigningrequest-cleaner-controller", Certificates::cleaner);

  private static final int WORKERS = 5;
  private static final Duration USUAL_LIFE = Duration.ofDays(365);

  private Certificates() {}

  /** A cluster without authorities has no such controller. */
  public static ControllerKind signing(CertificateSigner signer) {
    return ControllerKind.of(
        "certificatesigningrequest-signing-controller", context -> signing(context, signer));
  }

  private static Controller approving(ControllerContext context) {
    Informer requests = requests(context);
    KubeletApproval approval = new KubeletApproval(context.client(), requests, context.timing());
    return loop("certificatesigningrequest-approving", context, requests, approval::reconcile);
  }

  private static Controller signing(ControllerContext context, CertificateSigner signer) {
    Informer requests = requests(context);
    Duration longest = Flags.duration(context.options(), "cluster-signing-duration", USUAL_LIFE);
    Signing signing =
        new Signing(requests, context.writing(requests), signer, longest, context.timing());
    return loop("certificatesigningrequest-signing", context, requests, signing::reconcile);
  }

  private static Controller loop(
      String name, ControllerContext context, Informer requests, Reconciler<ObjectName> body) {
    return Loop.of(name, context, body)
        .on(requests, each -> List.of(each.objectName()))
        .start(WORKERS);
  }

  private static Controller cleaner(ControllerContext context) {
    Informer requests = requests(context);
    RequestCleaner cleaner =
        new RequestCleaner(requests, context.writing(requests), context.timing());
    return Periodic.start(
        "certificatesigningrequest-cleaner",
        context.timing(),
        RequestCleaner.PERIOD,
        List.of(requests),
        cleaner::clean);
  }

  private static Informer requests(ControllerContext context) {
    return context.informers().of("certificates.k8s.io/v1", "certificatesigningrequests");
  }
}
