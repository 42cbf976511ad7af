package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.server.ApiResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * From a call to what answers it: a virtual resource, a subresource with a mind of its own, or one
 * of the eight verbs.
 */
public final class Verbs {
  /** Answers calls to one subresource or one virtual resource. */
  public interface Special {
    ApiResponse answer(Call call);
  }

  private final ReadVerbs read;
  private final WriteVerbs write;
  private final Map<String, Special> specials;

  /**
   * @param specials by {@code group/resource} or {@code group/resource/subresource}
   */
  public Verbs(Serving serving, Map<String, Special> specials) {
    ObjectWriter writer = new ObjectWriter(serving);
    Deletion deletion = new Deletion(serving);
    this.read = new ReadVerbs(serving);
    this.write = new WriteVerbs(serving, writer, deletion);
    this.specials = new HashMap<>(specials);
  }

  /**
   * @throws ApiFailure anything that went wrong
   */
  public ApiResponse answer(Call call) {
    String sub = call.info().subresource();
    if (!sub.isEmpty() && !call.resource().has(sub)) {
      throw new ApiFailure(ApiStatus.noSuchPath());
    }
    String place =
        call.resource().name().group()
            + "/"
            + call.resource().name().resource()
            + (sub.isEmpty() ? "" : "/" + sub);
    Optional<Special> special = Optional.ofNullable(specials.get(place));
    requireVerb(call, sub);
    if (special.isPresent()) {
      return special.get().answer(call);
    }
    return switch (call.info().verb()) {
      case "get" -> read.get(call);
      case "list" -> read.list(call);
      case "watch" -> read.watch(call);
      case "create" -> write.create(call);
      case "update" -> write.update(call);
      case "patch" -> write.patch(call);
      case "delete" -> write.delete(call);
      case "deletecollection" -> write.deleteCollection(call);
      default -> throw notAllowed(call);
    };
  }

  private static void requireVerb(Call call, String sub) {
    String verb = call.info().verb();
    boolean isServed =
        sub.isEmpty()
            ? call.resource().verbs().contains(verb)
            : call.resource().subresources().stream()
                .anyMatch(each -> each.name().equals(sub) && each.verbs().contains(verb));
    boolean isNamed = !call.info().name().isEmpty();
    boolean isPlaced =
        sub.isEmpty()
            && (verb.equals("create")
                ? !isNamed
                : !(verb.equals("update") || verb.equals("patch")) || isNamed);
    if (!isServed || sub.isEmpty() && !isPlaced) {
      throw notAllowed(call);
    }
  }

  private static ApiFailure notAllowed(Call call) {
    return new ApiFailure(
        ApiStatus.of(
            405,
            "MethodNotAllowed",
            "the server does not allow this method on the requested resource"));
  }
}
