package dev.keelson.controllers.history;

import dev.keelson.apiserver.client.DeleteOptions;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.select.LabelSelector;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.pod.Adoption;
import dev.keelson.controllers.pod.PodIndexes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The revisions of owners of one kind. Thread-safe. */
public final class History {
  /** Of the same name, before it is given up: each is another template of the same hash. */
  private static final int MOST_COLLISIONS = 100;

  /**
   * The revision of the owner's template.
   *
   * @param collisions as many as there have been now
   */
  public record Found(Revision revision, OptionalLong collisions) {}

  private final Informer revisions;
  private final ResourceClient client;
  private final ResourceClient owners;
  private final String hashLabel;

  /**
   * @param owners their resource: {@code statefulsets}
   * @param hashLabel on each revision
   */
  public History(ControllerContext context, String owners, String hashLabel) {
    this.revisions = PodIndexes.byOwner(context.informers().of("apps/v1", "controllerrevisions"));
    this.client = context.client().resource("apps/v1", "controllerrevisions");
    this.owners = context.client().resource("apps/v1", owners);
    this.hashLabel = hashLabel;
  }

  public Informer informer() {
    return revisions;
  }

  /** The owner's, the oldest first; orphans that its selector finds are its own from now on. */
  public List<Revision> of(ApiObject owner, LabelSelector selector) {
    return Adoption.of(owners, client, owner, selector)
        .claim(PodIndexes.claimable(revisions, owner))
        .stream()
        .map(Revision::new)
        .sorted(Revision.OLDEST_FIRST)
        .toList();
  }

  /**
   * The revision of the owner's template now: made if there is none, made the newest if it is not.
   *
   * @param known the owner's, the oldest first
   */
  public Found current(ApiObject owner, List<Revision> known, OptionalLong collisions) {
    long next = known.isEmpty() ? 1 : known.getLast().number() + 1;
    Optional<Revision> same =
        known.reversed().stream()
            .filter(each -> each.isOf(owner.spec().object("template")))
            .findFirst();
    if (same.isEmpty()) {
      return create(owner, next, collisions);
    }
    boolean isNewest = same.get().equals(known.getLast());
    Revision current =
        isNewest ? same.get() : new Revision(client.update(same.get().numbered(next).object()));
    return new Found(current, collisions);
  }

  private Found create(ApiObject owner, long number, OptionalLong collisions) {
    OptionalLong count = collisions;
    for (int tries = 0; ; tries++) {
      Revision wanted = Revision.of(owner, hashLabel, number, count);
      try {
        return new Found(new Revision(client.create(wanted.object())), count);
      } catch (ApiFailure e) {
        if (!e.status().reason().equals("AlreadyExists") || tries >= MOST_COLLISIONS) {
          throw e;
        }
      }
      Revision there = new Revision(client.get(wanted.object().objectName()));
      boolean isOurs =
          there.object().controller().filter(of -> of.text("uid").equals(owner.uid())).isPresent();
      if (isOurs && there.isOf(wanted.template())) {
        return new Found(there, count);
      }
      count = OptionalLong.of(count.orElse(0) + 1);
    }
  }

  /**
   * Forgets the oldest beyond the limit.
   *
   * @param unused those that neither the owner nor a pod needs, the oldest first
   */
  public void truncate(List<Revision> unused, long limit) {
    unused.stream().limit(Math.max(0, unused.size() - Math.max(0, limit))).forEach(this::delete);
  }

  public void delete(Revision revision) {
    try {
      client.delete(
          revision.object().objectName(), DeleteOptions.USUAL.onlyUid(revision.object().uid()));
    } catch (ApiFailure e) {
      if (e.status().code() != 404) {
        throw e;
      }
    }
  }
}
