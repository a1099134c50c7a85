/** A text that makes the server run most of its code once: the first real file should not pay for that. */
export const WARM_UP = `apiVersion: apps/v1
kind: Deployment
metadata: { name: warm-up }
spec:
  template:
    spec:
      hostNetwork: true
      containers:
        - name: a
          image: "b"
          securityContext: { privileged: true, capabilities: { add: [SYS_ADMIN] } }
---
services:
  a:
    image: b
    ports: ["80:80"]
`;
