/** The leader's clock over leases: turns expiry into proposed revocations. */
@NullMarked
package dev.keelson.raftstore.lease;

import org.jspecify.annotations.NullMarked;
