/** Who may approve and sign certificates, and for whom. */
@NullMarked
package dev.keelson.apiserver.server.admission.certificate;

import org.jspecify.annotations.NullMarked;
