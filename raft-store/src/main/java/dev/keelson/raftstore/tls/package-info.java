/**
 * Certificates, keys and who is let in, in terms of the JDK alone: {@link
 * dev.keelson.raftstore.tls.TlsConfig} says what is asked for, {@link
 * dev.keelson.raftstore.tls.TlsFiles} reads it and hands out the key and trust managers that
 * sockets are made with, {@link dev.keelson.raftstore.tls.SelfSigned} makes certificates where none
 * were given.
 *
 * <p>Files are looked at again for every handshake and read when they have changed, so that renewed
 * certificates need no restart. A file that turned bad keeps the last good one in use; only a list
 * of revoked certificates fails closed. Whatever is refused is logged with the file and what to do,
 * never with a secret.
 */
@NullMarked
package dev.keelson.raftstore.tls;

import org.jspecify.annotations.NullMarked;
