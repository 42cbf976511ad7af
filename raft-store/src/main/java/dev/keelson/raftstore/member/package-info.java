/** Who is in the cluster: ids as etcd computes them, names and URLs as replicated facts. */
@NullMarked
package dev.keelson.raftstore.member;

import org.jspecify.annotations.NullMarked;
