# Herald's server and worker in one image. compose.yaml starts it; docs/scaling.md says how.
FROM node:24-bookworm-slim AS base
WORKDIR /opt/herald

FROM base AS build
COPY package.json package-lock.json ./
RUN npm install --engine-strict --no-audit --no-fund
COPY . .
RUN npm run build

FROM base AS dependencies
COPY package.json package-lock.json ./
RUN npm install --engine-strict --omit=dev --no-audit --no-fund

FROM base AS herald
ENV NODE_ENV=production
COPY --from=dependencies /opt/herald/node_modules ./node_modules
COPY --from=build /opt/herald/dist ./dist
COPY package.json LICENSE ./
USER node
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --start-interval=1s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/readyz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# In this form node itself is what gets SIGTERM.
CMD ["node", "--max-semi-space-size=64", "--min-semi-space-size=64", "--enable-source-maps", "dist/apps/server/src/main.js"]
