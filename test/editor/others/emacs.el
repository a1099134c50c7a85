;; Uses a manifest in Emacs as a person would, and prints what is seen, a JSON object in each line.
(require 'cl-lib)
(require 'json)

(defun others-say (key value)
  (princ (concat (json-encode (list (cons key value))) "\n")))

(defun others-wait (what is-so)
  (let ((end (+ (float-time) 60)))
    (while (and (not (funcall is-so)) (< (float-time) end))
      (accept-process-output nil 0.05)))
  (unless (funcall is-so)
    (others-say "error" (concat "waited in vain for " what))
    (kill-emacs 1)))

(defun others-codes ()
  (flymake-start)
  (mapcar (lambda (one)
            (let ((text (flymake-diagnostic-text one)))
              (if (string-match "\\[\\([a-z-]+\\)\\]" text) (match-string 1 text) text)))
          (flymake-diagnostics)))

(switch-to-buffer (find-file-noselect "web.yaml"))
;; nobody gives a command in batch mode, and nobody is idle
(run-hooks 'post-command-hook)
(others-wait "the server" #'eglot-current-server)
(others-wait "diagnostics" (lambda () (member "host-network" (others-codes))))
(others-say "diagnostics" (vconcat (others-codes)))

(goto-char (point-min))
(search-forward "hostNetwork")
(let ((hover (jsonrpc-request (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams))))
  (others-say "hover" (plist-get (plist-get hover :contents) :value)))

(let ((last-nonmenu-event t))
  (cl-letf (((symbol-function 'completing-read)
             (lambda (_prompt choices &rest _)
               (let ((titles (mapcar #'car choices)))
                 (others-say "actions" (vconcat titles))
                 (cl-find-if (lambda (title) (string-suffix-p "Remove hostNetwork" title)) titles)))))
    (eglot-code-actions (point) (point) nil t)))
(others-wait "the fix" (lambda () (not (string-match-p "hostNetwork" (buffer-string)))))
(others-say "text" (buffer-string))
(eglot--signal-textDocument/didChange)
(others-wait "diagnostics of the mended text" (lambda () (not (member "host-network" (others-codes)))))

(goto-char (point-min))
(search-forward "privileged: ")
(others-say "completion" (vconcat (all-completions "" (nth 2 (eglot-completion-at-point)))))
