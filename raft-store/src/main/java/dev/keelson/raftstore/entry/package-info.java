/**
 * What an entry of the replicated log says. Entries outlive every release: {@link
 * dev.keelson.raftstore.entry.EntryCodec} is versioned, and golden bytes in the tests hold it to
 * what is on disks.
 */
@NullMarked
package dev.keelson.raftstore.entry;

import org.jspecify.annotations.NullMarked;
