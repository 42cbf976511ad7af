package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;

/** Virtual resources and subresources that are answered at once and stored nowhere: reviews. */
public final class CreateOnly implements Verbs.Special {
  /** From what was sent to what is answered. */
  public interface Answer {
    ApiObject of(Call call, ApiObject sent);
  }

  private final Serving serving;
  private final Incoming incoming;
  private final GroupVersionKind kind;
  private final Answer answer;

  public CreateOnly(Serving serving, GroupVersionKind kind, Answer answer) {
    this.serving = serving;
    this.incoming = new Incoming(serving);
    this.kind = kind;
    this.answer = answer;
  }

  @Override
  public ApiResponse answer(Call call) {
    if (!call.info().verb().equals("create")) {
      throw new ApiFailure(
          ApiStatus.methodNotSupported(call.resource().name(), call.info().verb()));
    }
    Rendering rendering =
        Rendering.ofSent(call.request(), call.resource(), serving.protobuf(), serving.clock());
    return rendering.tree(201, answer.of(call, admitted(call, incoming.read(call, kind))).tree());
  }

  private ApiObject admitted(Call call, ApiObject sent) {
    AdmissionRequest admitted =
        serving.admission().mutate(call.write().admission(Operation.CREATE).with(sent));
    serving.admission().validate(admitted);
    return admitted.object().orElseThrow();
  }
}
