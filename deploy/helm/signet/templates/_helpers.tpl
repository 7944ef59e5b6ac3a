{{- define "signet.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* The name of all objects: that of the release, with the chart's unless the release contains it. 52 characters leave room for -public and pod names. */}}
{{- define "signet.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" }}
{{- else if contains (include "signet.name" .) .Release.Name }}
{{- .Release.Name | trunc 52 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "signet.name" .) | trunc 52 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "signet.selector" -}}
app.kubernetes.io/name: {{ include "signet.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "signet.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "signet.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "signet.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "signet.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{/* The Secret with the serving certificate; empty when the server has a CA of its own. */}}
{{- define "signet.tlsSecret" -}}
{{- if .Values.tls.certManager.enabled }}
{{- printf "%s-tls" (include "signet.fullname" .) }}
{{- else }}
{{- .Values.tls.existingSecret }}
{{- end }}
{{- end }}

{{- define "signet.host" -}}
{{- printf "%s.%s.svc" (include "signet.fullname" .) .Release.Namespace }}
{{- end }}

{{- define "signet.issuer" -}}
{{- if .Values.issuer }}
{{- .Values.issuer }}
{{- else }}
{{- printf "https://%s%s" (include "signet.host" .) (ternary "" (printf ":%d" (int .Values.service.port)) (eq (int .Values.service.port) 443)) }}
{{- end }}
{{- end }}

{{/* The DNS names and addresses of the serving certificate, as a YAML list. */}}
{{- define "signet.names" -}}
- {{ include "signet.host" . }}
- {{ include "signet.host" . }}.cluster.local
- {{ printf "%s.%s" (include "signet.fullname" .) .Release.Namespace }}
{{- if .Values.publicDocuments.enabled }}
- {{ printf "%s-public.%s.svc" (include "signet.fullname" .) .Release.Namespace }}
{{- end }}
{{- range .Values.tls.names }}
- {{ . | quote }}
{{- end }}
{{- end }}

{{/* The settings of the chart, then those of the values. */}}
{{- define "signet.config" -}}
{{- $config := dict "bind-address" "0.0.0.0" "secure-port" 6443 "service-account-issuer" (list (include "signet.issuer" .)) }}
{{- if include "signet.tlsSecret" . }}
{{- $_ := set $config "tls-cert-file" "/etc/signet/tls/tls.crt" }}
{{- $_ := set $config "tls-private-key-file" "/etc/signet/tls/tls.key" }}
{{- $_ := set $config "tls-ca-file" "/etc/signet/tls/ca.crt" }}
{{- else }}
{{- $_ := set $config "tls-san" (include "signet.names" . | fromYamlArray) }}
{{- end }}
{{- if .Values.publicDocuments.enabled }}
{{- $_ := set $config "public-bind-address" "0.0.0.0:8443" }}
{{- $_ := set $config "public-tls" .Values.publicDocuments.tls }}
{{- end }}
{{- if .Values.keys.encryptionKeySecret.name }}
{{- $_ := set $config "key-encryption-key-file" (list (printf "/etc/signet/encryption/%s" .Values.keys.encryptionKeySecret.key)) }}
{{- end }}
{{- if .Values.keys.signingKeySecret.name }}
{{- $_ := set $config "service-account-signing-key-file" (printf "/etc/signet/signing/%s" .Values.keys.signingKeySecret.key) }}
{{- end }}
{{- if eq .Values.store "etcd" }}
{{- $_ := set $config "etcd-servers" .Values.etcd.servers }}
{{- $_ := set $config "etcd-prefix" .Values.etcd.prefix }}
{{- if .Values.etcd.tlsSecret }}
{{- $_ := set $config "etcd-cafile" "/etc/signet/etcd/ca.crt" }}
{{- if .Values.etcd.clientCertificate }}
{{- $_ := set $config "etcd-certfile" "/etc/signet/etcd/tls.crt" }}
{{- $_ := set $config "etcd-keyfile" "/etc/signet/etcd/tls.key" }}
{{- end }}
{{- end }}
{{- end }}
{{- mergeOverwrite $config (deepCopy .Values.config) | toYaml }}
{{- end }}

{{/* The template of the pods. The context is a dict: root, and data, the volume with the data directory. */}}
{{- define "signet.pod" -}}
{{- $root := .root }}
{{- with $root }}
metadata:
  labels:
    {{- include "signet.selector" . | nindent 4 }}
    {{- with .Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    # The file of --config is read at the start: other settings need other pods.
    checksum/config: {{ include "signet.config" . | sha256sum }}
    {{- with .Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "signet.serviceAccountName" . }}
  # The server does not use the API of the cluster.
  automountServiceAccountToken: false
  # A Service named signet would make variables SIGNET_…, which the server takes for settings.
  enableServiceLinks: false
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
  {{- with .Values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 1654
    runAsGroup: 1654
    fsGroup: 1654
    # Always would give the group access to the keys in the data directory again.
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile:
      type: RuntimeDefault
  containers:
    - name: signet
      image: {{ printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) | quote }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      # A folder in the volume: the server gives it the mode 0700, which only its owner can.
      args: [serve, --config, /etc/signet/config/signet.yaml, --data-dir, /var/lib/signet/data]
      {{- with .Values.env }}
      env:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      ports:
        - name: https
          containerPort: 6443
        {{- if .Values.publicDocuments.enabled }}
        - name: public
          containerPort: 8443
        {{- end }}
      startupProbe:
        httpGet:
          path: /readyz
          port: https
          scheme: HTTPS
        periodSeconds: 2
        timeoutSeconds: 5
        failureThreshold: 150
      livenessProbe:
        httpGet:
          path: /livez
          port: https
          scheme: HTTPS
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet:
          path: /readyz
          port: https
          scheme: HTTPS
        periodSeconds: 5
        timeoutSeconds: 5
        failureThreshold: 2
      {{- if gt (int .Values.preStopSeconds) 0 }}
      lifecycle:
        preStop:
          sleep:
            seconds: {{ .Values.preStopSeconds }}
      {{- end }}
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        privileged: false
        readOnlyRootFilesystem: true
        capabilities:
          drop: [ALL]
      volumeMounts:
        - name: data
          mountPath: /var/lib/signet
        - name: tmp
          mountPath: /tmp
        - name: config
          mountPath: /etc/signet/config
          readOnly: true
        {{- if include "signet.tlsSecret" . }}
        - name: tls
          mountPath: /etc/signet/tls
          readOnly: true
        {{- end }}
        {{- if .Values.keys.encryptionKeySecret.name }}
        - name: encryption
          mountPath: /etc/signet/encryption
          readOnly: true
        {{- end }}
        {{- if .Values.keys.signingKeySecret.name }}
        - name: signing
          mountPath: /etc/signet/signing
          readOnly: true
        {{- end }}
        {{- if and (eq .Values.store "etcd") .Values.etcd.tlsSecret }}
        - name: etcd
          mountPath: /etc/signet/etcd
          readOnly: true
        {{- end }}
  volumes:
    {{- if eq .Values.store "etcd" }}
    # Certificates and the control socket of this replica alone; nothing that has to stay.
    - name: data
      emptyDir:
        sizeLimit: 64Mi
    {{- end }}
    - name: tmp
      emptyDir:
        sizeLimit: 64Mi
    - name: config
      configMap:
        name: {{ include "signet.fullname" . }}
    {{- with include "signet.tlsSecret" . }}
    - name: tls
      secret:
        secretName: {{ . }}
        defaultMode: 0440
    {{- end }}
    {{- with .Values.keys.encryptionKeySecret }}
    {{- if .name }}
    - name: encryption
      secret:
        secretName: {{ .name }}
        defaultMode: 0440
    {{- end }}
    {{- end }}
    {{- with .Values.keys.signingKeySecret }}
    {{- if .name }}
    - name: signing
      secret:
        secretName: {{ .name }}
        defaultMode: 0440
    {{- end }}
    {{- end }}
    {{- if and (eq .Values.store "etcd") .Values.etcd.tlsSecret }}
    - name: etcd
      secret:
        secretName: {{ .Values.etcd.tlsSecret }}
        defaultMode: 0440
    {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  topologySpreadConstraints:
    {{- if .Values.topologySpreadConstraints }}
    {{- toYaml .Values.topologySpreadConstraints | nindent 4 }}
    {{- else }}
    {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
    - maxSkew: 1
      topologyKey: {{ . }}
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "signet.selector" $root | nindent 10 }}
    {{- end }}
    {{- end }}
{{- end }}
{{- end }}
