package dev.keelson.apiserver.client.queue;

/**
 * Brings what is to what is wanted, knowing only a name: reads what there is now, never what an
 * event said. May be called at any time, for a name that is gone too, and again after it died half
 * way.
 *
 * @param <K> mostly {@link dev.keelson.apiserver.model.ObjectName}
 */
@FunctionalInterface
public interface Reconciler<K> {
  /**
   * On a worker's virtual thread; never twice at once for one name.
   *
   * @throws Exception as {@link Result.Again}, and logged
   */
  Result reconcile(K name) throws Exception;
}
