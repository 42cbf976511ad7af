package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.mvcc.tree.SortedTree;

/**
 * All objects of a resource at one moment.
 *
 * @param tree by key; each weighs 1
 * @param revision everything up to it is in here
 * @param next the place in the window of the first event that is not in here
 */
record CacheState(SortedTree<Stored> tree, long revision, long next) {
  static final SortedTree<Stored> NO_OBJECTS = SortedTree.empty(_ -> 1);
}
