# Node 24 runs the TypeScript sources itself: there is nothing to build, only dependencies to install.
FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# Without devDependencies: the package `node` among them serves hosts with an older Node.
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
# package-lock.json is part of a run's identity.
COPY package.json package-lock.json LICENSE ./
COPY sql ./sql
COPY profiles ./profiles
COPY workers ./workers
COPY src ./src
RUN mkdir /app/data && chown node:node /app/data
USER node
VOLUME /app/data
EXPOSE 8080
ENTRYPOINT ["node","src/cli/main.ts"]
# Inside a container loopback reaches nobody; without a token the server does not start.
CMD ["serve","--host","0.0.0.0"]
