# Builds with the development packages, then leaves them behind. The embedded PostgreSQL is left out as well: a
# container gets its database by DATABASE_URL (docker-compose.yml brings one).
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY scripts ./scripts
RUN npm ci --ignore-scripts --omit=optional
COPY tsconfig.json tsconfig.build.json vite.config.ts ./
COPY migrations ./migrations
COPY src ./src
RUN npm run build

FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DATA_DIR=/data
WORKDIR /app
COPY package.json LICENSE* ./
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
RUN install -d -o node -g node -m 0700 /data && ln -s /app/dist/src/main.js /usr/local/bin/zoom-monitor && chmod +x dist/src/main.js
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=40s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Without npm in between, so that SIGTERM reaches the service itself.
CMD ["node", "--max-semi-space-size=64", "dist/src/main.js", "serve"]
