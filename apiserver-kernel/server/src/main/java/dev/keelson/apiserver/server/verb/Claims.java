package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.resource.Resource;

/**
 * What an object is given out of something that all share: addresses, ports. Asked after admission,
 * before preparation. May refuse by ApiFailure.
 */
public interface Claims {
  Claims NONE =
      new Claims() {
        @Override
        public Claim created(Resource resource, ApiObject object, boolean isDryRun) {
          return Claim.nothing(object);
        }

        @Override
        public Claim updated(
            Resource resource, ApiObject next, ApiObject before, boolean isDryRun) {
          return Claim.nothing(next);
        }

        @Override
        public void deleted(Resource resource, ApiObject gone) {}
      };

  /**
   * @param object with what it was given
   * @param commit once it is stored
   * @param revert once it is certain that it will not be
   */
  record Claim(ApiObject object, Runnable commit, Runnable revert) {
    public static Claim nothing(ApiObject object) {
      return new Claim(object, () -> {}, () -> {});
    }
  }

  Claim created(Resource resource, ApiObject object, boolean isDryRun);

  Claim updated(Resource resource, ApiObject next, ApiObject before, boolean isDryRun);

  /** It is gone from the store: what it had is free. */
  void deleted(Resource resource, ApiObject gone);
}
